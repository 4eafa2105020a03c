//! What Linux says about a process, from `/proc`. Everything is `None` once the process is gone.

use std::fs;

/// `USER_HZ`, the unit of the times in `/proc/PID/stat`: 100 on every architecture Linux still supports.
const TICKS_PER_SECOND: f64 = 100.0;

/// User and system time of all the threads of a process, in seconds.
pub fn cpu_seconds(pid: u32) -> Option<f64> {
    let stat = stat_fields(pid)?;
    let ticks = |field: usize| stat.get(field)?.parse::<f64>().ok();
    Some((ticks(UTIME)? + ticks(STIME)?) / TICKS_PER_SECOND)
}

/// How long these cores worked for processes, or a host for others than this machine, since it started: all together, in
/// seconds; interrupts are left out.
pub fn cores_seconds(cores: &[usize]) -> Option<f64> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    let mut ticks = 0.0;
    for core in cores {
        let name = format!("cpu{core}");
        let line = stat.lines().find_map(|line| line.strip_prefix(&name)?.strip_prefix(' '))?;
        // user, nice, system and, eighth, what the host of a virtual machine took for others: see proc_stat(5).
        let fields = line.split(' ').filter_map(|field| field.parse::<f64>().ok()).enumerate();
        ticks += fields.filter(|(at, _)| matches!(at, 0..3 | 7)).map(|(_, ticks)| ticks).sum::<f64>();
    }
    Some(ticks / TICKS_PER_SECOND)
}

/// Bytes resident now.
pub fn rss_bytes(pid: u32) -> Option<u64> {
    status_kib(pid, "VmRSS:").map(|kib| kib * 1024)
}

/// The most bytes that were ever resident.
pub fn peak_rss_bytes(pid: u32) -> Option<u64> {
    status_kib(pid, "VmHWM:").map(|kib| kib * 1024)
}

/// Number of open file descriptors.
pub fn fd_count(pid: u32) -> Option<usize> {
    Some(fs::read_dir(format!("/proc/{pid}/fd")).ok()?.count())
}

/// Bytes that are this process's share of what is resident, shared pages divided among those who map them.
pub fn pss_bytes(pid: u32) -> Option<u64> {
    kib_of(&fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?, "Pss:").map(|kib| kib * 1024)
}

/// The processes of a process group.
pub fn group(leader: u32) -> Vec<u32> {
    let member = |pid: &u32| stat_fields(*pid).and_then(|stat| stat.get(PGRP)?.parse().ok()) == Some(leader);
    pids().filter(member).collect()
}

/// Bytes resident in all the processes of a process group.
pub fn group_rss_bytes(leader: u32) -> u64 {
    group(leader).into_iter().filter_map(rss_bytes).sum()
}

/// The processes that were started with `NAME=value` in their environment (`entry`).
pub fn pids_with_env(entry: &str) -> Vec<u32> {
    let has_entry = |pid: &u32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == entry.as_bytes())
    };
    pids().filter(has_entry).collect()
}

// Indices after the command, which is in parentheses and may contain anything: see proc_pid_stat(5).
const PGRP: usize = 2;
const UTIME: usize = 11;
const STIME: usize = 12;

fn stat_fields(pid: u32) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    Some(fields.split(' ').map(str::to_owned).collect())
}

fn status_kib(pid: u32, name: &str) -> Option<u64> {
    kib_of(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?, name)
}

/// The number in a line such as `VmRSS:     1234 kB`.
fn kib_of(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").expect("Linux has /proc mounted");
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_described() {
        let me = std::process::id();
        assert!(cpu_seconds(me).is_some());
        assert!(cores_seconds(&[0]).unwrap() > 0.0);
        assert!(rss_bytes(me).unwrap() > 100 << 10);
        assert!(peak_rss_bytes(me).unwrap() >= 100 << 10);
        assert!(fd_count(me).unwrap() >= 3);
        let leader = stat_fields(me).unwrap()[PGRP].parse().unwrap();
        assert!(group(leader).contains(&me));
        assert!(pss_bytes(me).unwrap() <= rss_bytes(me).unwrap() * 2);
        assert!(cpu_seconds(u32::MAX).is_none());
    }
}
