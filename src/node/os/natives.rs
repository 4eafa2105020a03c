//! The binding `os`. Its functions fill the object that they are given with what failed and return undefined.

use std::fs;
use std::net::IpAddr;

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;
use nix::unistd::{User, getuid};
use rustix::process::Pid;

use crate::engine::{Binding, Call, Result, Value, errno};

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.value("isBigEndian", cfg!(target_endian = "big"))?;
    binding.function("getHostname", 1, |_: &Call| rustix::system::uname().nodename().to_string_lossy().into_owned())?;
    binding.function("getOSInformation", 1, |call: &Call| {
        let name = rustix::system::uname();
        let texts = [name.sysname(), name.version(), name.release(), name.machine()];
        call.cx().array(texts.map(|text| call.cx().string(&text.to_string_lossy())))
    })?;
    binding.function("getHomeDirectory", 1, get_home_directory)?;
    binding.function("getUptime", 1, |_: &Call| uptime())?;
    binding.function("getTotalMem", 0, |_: &Call| memory("MemTotal:"))?;
    binding.function("getFreeMem", 0, |_: &Call| memory("MemAvailable:"))?;
    binding.function("getAvailableParallelism", 0, |_: &Call| {
        std::thread::available_parallelism().map_or(1, usize::from)
    })?;
    binding.function("getLoadAvg", 1, get_load_avg)?;
    binding.function("getCPUs", 0, get_cpus)?;
    binding.function("getInterfaceAddresses", 1, get_interface_addresses)?;
    binding.function("getUserInfo", 2, get_user_info)?;
    binding.function("getPriority", 2, get_priority)?;
    binding.function("setPriority", 3, set_priority)
}

/// Describes a failed call in the object that is argument `index`.
fn describe(call: &Call, index: usize, errno: i32, syscall: &str) -> Result<()> {
    let cx = call.cx();
    let (code, message) = errno::describe(errno);
    let object = call.arg(index);
    cx.set(object, "errno", Value::from(-errno))?;
    cx.set(object, "code", cx.string(code))?;
    cx.set(object, "message", cx.string(message))?;
    cx.set(object, "syscall", cx.string(syscall))
}

fn user() -> std::result::Result<User, i32> {
    match User::from_uid(getuid()) {
        Ok(Some(user)) => Ok(user),
        Ok(None) => Err(libc::ENOENT),
        Err(errno) => Err(errno as i32),
    }
}

/// The home directory of the user; a program's `HOME` goes first, which the script sees to.
fn get_home_directory(call: &Call) -> Result<Option<String>> {
    match user() {
        Ok(user) => Ok(Some(user.dir.to_string_lossy().into_owned())),
        Err(errno) => describe(call, 0, errno, "uv_os_homedir").map(|()| None),
    }
}

/// `getUserInfo(options, failure)`: text, or buffers where `options.encoding` is `buffer`.
fn get_user_info(call: &Call) -> Result<Option<Value>> {
    let cx = call.cx();
    let options = call.arg(0);
    let buffers = options.is_object() && {
        let encoding = cx.get(options, "encoding")?;
        encoding.is_string() && cx.to_string(&encoding)? == "buffer"
    };
    let user = match user() {
        Ok(user) => user,
        Err(errno) => return describe(call, 1, errno, "uv_os_get_passwd").map(|()| None),
    };
    let text = |text: String| if buffers { cx.buffer(text.into_bytes()) } else { Ok(cx.string(&text)) };
    let info = cx.null_object();
    cx.set(&info, "uid", Value::from(user.uid.as_raw()))?;
    cx.set(&info, "gid", Value::from(user.gid.as_raw()))?;
    cx.set(&info, "username", text(user.name)?)?;
    cx.set(&info, "homedir", text(user.dir.to_string_lossy().into_owned())?)?;
    cx.set(&info, "shell", text(user.shell.to_string_lossy().into_owned())?)?;
    Ok(Some(info))
}

/// Seconds since the machine started.
fn uptime() -> f64 {
    let first = fs::read_to_string("/proc/uptime").ok();
    let seconds = first.as_deref().and_then(|text| text.split(' ').next()?.parse().ok());
    seconds.unwrap_or_else(|| {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    })
}

/// A line of `/proc/meminfo` in bytes; 0 where there is none.
fn memory(name: &str) -> f64 {
    let table = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kibibytes =
        table.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) * 1024.0
}

/// Writes the three averages into a `Float64Array`.
fn get_load_avg(call: &Call) -> Result<()> {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let averages = text.split(' ').take(3).map(|number| number.parse::<f64>().unwrap_or(0.0));
    for (cell, average) in call.bytes_mut(0)?.chunks_exact_mut(size_of::<f64>()).zip(averages) {
        cell.copy_from_slice(&average.to_ne_bytes());
    }
    Ok(())
}

/// For each processor: model, MHz, and milliseconds spent for users, nicely, in the kernel, idle and in interrupts.
fn get_cpus(call: &Call) -> Value {
    let cx = call.cx();
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models: Vec<&str> = information
        .lines()
        .filter(|line| line.starts_with("model name"))
        .filter_map(|line| Some(line.split_once(':')?.1.trim()))
        .collect();
    let statistics = fs::read_to_string("/proc/stat").unwrap_or_default();
    let milliseconds_a_tick = 1000.0 / rustix::param::clock_ticks_per_second() as f64;
    let mut values = Vec::new();
    for line in statistics.lines() {
        let mut words = line.split_ascii_whitespace();
        let Some(number) = words.next().and_then(|name| name.strip_prefix("cpu")).and_then(|n| n.parse::<usize>().ok())
        else {
            continue;
        };
        let frequency = fs::read_to_string(format!("/sys/devices/system/cpu/cpu{number}/cpufreq/scaling_cur_freq"));
        let kilohertz: f64 = frequency.ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0.0);
        let times: Vec<f64> = words.map(|word| word.parse::<f64>().unwrap_or(0.0) * milliseconds_a_tick).collect();
        let time = |index: usize| Value::from(times.get(index).copied().unwrap_or(0.0));
        // The fifth is waiting for I/O, which Node leaves out.
        let model = models.get(number).or(models.last()).copied().unwrap_or("unknown");
        values.extend([cx.string(model), Value::from((kilohertz / 1000.0).trunc())]);
        values.extend([0, 1, 2, 3, 5].map(time));
    }
    cx.array(values)
}

/// For each address of an interface that is up: name, address, netmask, family, MAC, whether it is the loopback, scope.
fn get_interface_addresses(call: &Call) -> Result<Option<Value>> {
    let cx = call.cx();
    let interfaces: Vec<_> = match getifaddrs() {
        Ok(interfaces) => interfaces.collect(),
        Err(errno) => return describe(call, 0, errno as i32, "uv_interface_addresses").map(|()| None),
    };
    let mut values = Vec::new();
    for interface in &interfaces {
        let running = InterfaceFlags::IFF_UP | InterfaceFlags::IFF_RUNNING;
        let (Some(address), Some(netmask)) = (&interface.address, &interface.netmask) else { continue };
        if !interface.flags.contains(running) {
            continue;
        }
        let (address, netmask, family, scope) = if let Some(v4) = address.as_sockaddr_in() {
            let mask = netmask.as_sockaddr_in().map_or(0, |mask| mask.ip());
            (IpAddr::V4(v4.ip().into()), IpAddr::V4(mask.into()), "IPv4", -1)
        } else if let Some(v6) = address.as_sockaddr_in6() {
            let Some(mask) = netmask.as_sockaddr_in6() else { continue };
            (IpAddr::V6(v6.ip()), IpAddr::V6(mask.ip()), "IPv6", v6.scope_id() as i32)
        } else {
            continue;
        };
        // Its hardware address stands in an entry of its own.
        let hardware = interfaces
            .iter()
            .filter(|other| other.interface_name == interface.interface_name)
            .find_map(|other| other.address.as_ref()?.as_link_addr()?.addr())
            .unwrap_or([0; 6]);
        let mac = hardware.map(|byte| format!("{byte:02x}")).join(":");
        values.extend([
            cx.string(&interface.interface_name),
            cx.string(&address.to_string()),
            cx.string(&netmask.to_string()),
            cx.string(family),
            cx.string(&mac),
            Value::from(interface.flags.contains(InterfaceFlags::IFF_LOOPBACK)),
            Value::from(scope),
        ]);
    }
    Ok(Some(cx.array(values)))
}

/// A process by its number: 0 is this one. `None` for a number that cannot be one.
fn process(number: i32) -> Option<Option<Pid>> {
    match number {
        0 => Some(None),
        1.. => Some(Pid::from_raw(number)),
        _ => None,
    }
}

/// `getPriority(pid, failure)`.
fn get_priority(call: &Call) -> Result<Option<i32>> {
    let answer = process(call.i32(0)?).map_or(Err(rustix::io::Errno::SRCH), rustix::process::getpriority_process);
    match answer {
        Ok(priority) => Ok(Some(priority)),
        Err(errno) => describe(call, 1, errno.raw_os_error(), "uv_os_getpriority").map(|()| None),
    }
}

/// `setPriority(pid, priority, failure)`: 0, or the negative errno.
fn set_priority(call: &Call) -> Result<i32> {
    let (pid, priority) = (process(call.i32(0)?), call.i32(1)?);
    let answer = pid.map_or(Err(rustix::io::Errno::SRCH), |pid| rustix::process::setpriority_process(pid, priority));
    match answer {
        Ok(()) => Ok(0),
        Err(errno) => describe(call, 2, errno.raw_os_error(), "uv_os_setpriority").map(|()| -errno.raw_os_error()),
    }
}
