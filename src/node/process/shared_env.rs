//! An environment that several threads share: `SHARE_ENV` of `node:worker_threads`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::engine::{Binding, Call, Class, Cx, Instance, Parcel, Result, Value};

/// Names and values in order, behind a lock: programs ask for it, and reading the environment is no request path.
struct SharedEnvironment(Arc<Mutex<Vec<(String, String)>>>);

impl SharedEnvironment {
    fn lock(&self) -> MutexGuard<'_, Vec<(String, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Class for SharedEnvironment {
    const NAME: &'static str = "SharedEnvironment";

    fn pack(&self, _moved: bool) -> Result<Option<Box<dyn Parcel>>> {
        Ok(Some(Box::new(SharedEnvironment(self.0.clone()))))
    }
}

impl Parcel for SharedEnvironment {
    fn unpack(self: Box<Self>, cx: Cx) -> Result<Value> {
        furnish(cx)?;
        cx.instance(*self)
    }
}

pub(super) fn bind(binding: &Binding) -> Result<()> {
    furnish(binding.cx())?;
    // `shareEnvironment([name, value, ...])`
    binding.function("shareEnvironment", 1, |call: &Call| -> Result<Instance<SharedEnvironment>> {
        let texts: Vec<String> =
            call.cx().elements(call.arg(0))?.iter().map(|text| call.cx().to_string(text)).collect::<Result<_>>()?;
        let pairs = texts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        Ok(Instance(SharedEnvironment(Arc::new(Mutex::new(pairs)))))
    })
}

fn furnish(cx: Cx) -> Result<()> {
    cx.define_class::<SharedEnvironment>(|environment| {
        environment.method("get", 1, |call: &Call| -> Result<Option<String>> {
            let name = call.string(0)?;
            let pairs = call.this_as::<SharedEnvironment>()?.lock();
            Ok(pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()))
        })?;
        environment.method("set", 2, |call: &Call| -> Result<()> {
            let (name, value) = (call.string(0)?, call.string(1)?);
            let mut pairs = call.this_as::<SharedEnvironment>()?.lock();
            match pairs.iter_mut().find(|(known, _)| *known == name) {
                Some(pair) => pair.1 = value,
                None => pairs.push((name, value)),
            }
            Ok(())
        })?;
        environment.method("delete", 1, |call: &Call| -> Result<()> {
            let name = call.string(0)?;
            call.this_as::<SharedEnvironment>()?.lock().retain(|(known, _)| *known != name);
            Ok(())
        })?;
        environment.method("keys", 0, |call: &Call| -> Result<Value> {
            let pairs = call.this_as::<SharedEnvironment>()?.lock();
            Ok(call.cx().array(pairs.iter().map(|(name, _)| call.cx().string(name))))
        })
    })?;
    Ok(())
}
