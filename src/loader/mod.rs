//! CommonJS and ES modules.
