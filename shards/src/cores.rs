//! The cores that this process may use, how many shards fit them, and the pinning.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::error::Error;
use crate::limits;

/// What this process may run on.
#[derive(Clone, PartialEq, Debug)]
pub struct Topology {
    /// Core numbers of the affinity mask, ascending.
    pub cores: Vec<usize>,
    /// CPUs' worth of time that the cgroup allows, if it sets a bound.
    pub quota: Option<f64>,
}

impl Topology {
    /// Reads the mask that the process was started with, and its cgroup's quota.
    pub fn detect() -> Topology {
        // The mask of the moment of the first look, before any thread was pinned.
        let mut cores: Vec<usize> = match original_affinity() {
            Some(mask) => (0..CpuSet::MAX_CPU).filter(|core| mask.is_set(*core)).collect(),
            None => Vec::new(),
        };
        if cores.is_empty() {
            // More CPUs than a mask of the usual size holds: ask the way that can.
            cores = core_affinity::get_core_ids()
                .map_or_else(|| vec![0], |ids| ids.into_iter().map(|core| core.id).collect());
        }
        Topology { cores, quota: cgroup_quota(Path::new("/")) }
    }

    /// How many shards `auto` means: one per core, no more than the quota pays for.
    pub fn auto(&self) -> usize {
        let cores = self.cores.len();
        // A share of a CPU can keep a shard busy, so 1.5 CPUs are two shards.
        let paid = self.quota.map_or(cores, |quota| quota.ceil() as usize);
        cores.min(paid).clamp(1, limits::SHARDS_MAX)
    }

    /// The core of shard `index`. More shards than cores take turns.
    pub fn core(&self, index: usize) -> usize {
        self.cores[index % self.cores.len()]
    }
}

static ORIGINAL: OnceLock<Option<CpuSet>> = OnceLock::new();

/// The affinity mask as it was before any shard was pinned: what threads and child
/// processes that are not shards should run with. `None` if it cannot be read.
pub fn original_affinity() -> Option<CpuSet> {
    *ORIGINAL.get_or_init(|| sched_getaffinity(None).ok())
}

/// Gives the calling thread the original mask back. Async-signal-safe once
/// [`original_affinity`] was called, so that it can run between fork and exec.
pub fn restore_affinity() {
    if let Some(mask) = original_affinity() {
        // A core may have gone offline since; the present mask stands then.
        let _ = sched_setaffinity(None, &mask);
    }
}

/// Pins the calling thread.
pub(crate) fn pin(core: usize) -> Result<(), Error> {
    // Remembered first: the calling thread may be the process's only one.
    let original = original_affinity();
    if original.is_some_and(|mask| core >= CpuSet::MAX_CPU || !mask.is_set(core)) {
        return Err(Error::Core { core, source: None });
    }
    if core_affinity::set_for_current(core_affinity::CoreId { id: core }) {
        Ok(())
    } else {
        Err(Error::Core { core, source: Some(io::Error::last_os_error()) })
    }
}

/// CPUs' worth of time of this process's cgroup, the tightest up to the root.
fn cgroup_quota(root: &Path) -> Option<f64> {
    let membership = fs::read_to_string(root.join("proc/self/cgroup")).ok()?;
    let mut quota: Option<f64> = None;
    for line in membership.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(path)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let base = if controllers.is_empty() {
            root.join("sys/fs/cgroup")
        } else if controllers.split(',').any(|controller| controller == "cpu") {
            root.join("sys/fs/cgroup").join(controllers)
        } else {
            continue;
        };
        for bound in ancestors(&base, path).filter_map(|group| group_quota(&group)) {
            quota = Some(quota.map_or(bound, |quota| quota.min(bound)));
        }
    }
    quota
}

/// The group's directory and its parents'. In a container the path is the host's and
/// leads nowhere; the root is then the container's own group.
fn ancestors<'a>(base: &'a Path, path: &'a str) -> impl Iterator<Item = std::path::PathBuf> + 'a {
    Path::new(path.trim_start_matches('/')).ancestors().map(move |group| base.join(group))
}

fn group_quota(group: &Path) -> Option<f64> {
    // v2: "max 100000" or "150000 100000".
    if let Ok(text) = fs::read_to_string(group.join("cpu.max")) {
        let mut fields = text.split_whitespace();
        let quota: f64 = fields.next()?.parse().ok()?;
        let period: f64 = fields.next().unwrap_or("100000").parse().ok()?;
        return (quota > 0.0 && period > 0.0).then_some(quota / period);
    }
    // v1: -1 for no quota.
    let read = |file: &str| -> Option<f64> {
        fs::read_to_string(group.join(file)).ok()?.trim().parse().ok()
    };
    let (quota, period) = (read("cpu.cfs_quota_us")?, read("cpu.cfs_period_us")?);
    (quota > 0.0 && period > 0.0).then_some(quota / period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_is_bounded_by_mask_and_quota() {
        let mut topology = Topology { cores: vec![2, 3, 6, 7], quota: None };
        assert_eq!(topology.auto(), 4);
        topology.quota = Some(1.5);
        assert_eq!(topology.auto(), 2);
        topology.quota = Some(0.1);
        assert_eq!(topology.auto(), 1);
        topology.quota = Some(64.0);
        assert_eq!(topology.auto(), 4);
        assert_eq!((0..6).map(|shard| topology.core(shard)).collect::<Vec<_>>(), [2, 3, 6, 7, 2, 3]);
    }

    #[test]
    fn reads_quotas_of_both_cgroup_versions() {
        let root = std::env::temp_dir().join(format!("shards-cgroup-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("has a parent")).expect("temp dir");
            fs::write(path, text).expect("temp file");
        };
        write("proc/self/cgroup", "0::/a/b\n");
        assert_eq!(cgroup_quota(&root), None);
        write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
        assert_eq!(cgroup_quota(&root), None);
        write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
        assert_eq!(cgroup_quota(&root), Some(1.5), "a parent's bound holds");
        write("sys/fs/cgroup/a/b/cpu.max", "50000 100000\n");
        assert_eq!(cgroup_quota(&root), Some(0.5));
        write("proc/self/cgroup", "4:memory:/x\n3:cpu,cpuacct:/not/here\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "300000\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        assert_eq!(cgroup_quota(&root), Some(3.0), "in a container the root is the group");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
        assert_eq!(cgroup_quota(&root), None);
        fs::remove_dir_all(&root).expect("temp dir");
    }
}
