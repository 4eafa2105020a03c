//! The binding `symbols`: the keys by which built-in classes take part in cloning and transferring.

use crate::engine::{Binding, Result};

const NAMES: [&str; 4] = [
    "messaging_clone_symbol",
    "messaging_deserialize_symbol",
    "messaging_transfer_symbol",
    "messaging_transfer_list_symbol",
];

pub(super) fn symbols(binding: &Binding) -> Result<()> {
    for name in NAMES {
        binding.value(name, binding.cx().symbol(name, false))?;
    }
    Ok(())
}
