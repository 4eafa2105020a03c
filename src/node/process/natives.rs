//! The binding `process_methods`: what `process` asks of the operating system.

use std::time::Instant;

use rustix::process;
use shards::posix::{self, Id, Who};

use crate::engine::{Binding, Call, Cx, Error, Result, Value};
use crate::runtime;

/// The version of Node's API that programs see.
pub const NODE_VERSION: &str = "24.21.0";

pub(super) fn bind(binding: &Binding) -> Result<()> {
    binding.function("facts", 0, |call: &Call| facts(call.cx()))?;
    binding.function("environment", 0, |call: &Call| environment(call.cx()))?;
    binding.function("setTimeZone", 1, set_time_zone)?;
    binding.function("hrtime", 0, |_: &Call| shards::clock::monotonic_ns() as f64)?;
    binding.function("hrtimeBigInt", 0, |call: &Call| call.cx().bigint_unsigned(shards::clock::monotonic_ns()))?;
    binding.function("uptime", 0, |_: &Call| started().elapsed().as_secs_f64())?;
    binding.function("reallyExit", 1, really_exit)?;
    binding.function("abort", 0, |_: &Call| -> () { std::process::abort() })?;
    binding.function("kill", 2, kill)?;
    binding.function("cwd", 0, cwd)?;
    binding.function("chdir", 1, chdir)?;
    binding.function("umask", 1, umask)?;
    binding.function("setTitle", 1, set_title)?;
    binding.function("execve", 3, execve)?;
    binding.function("resourceLimits", 0, |call: &Call| resource_limits(call.cx()))?;
    binding.function("activeResources", 0, |call: &Call| {
        let runtime = runtime::current();
        let handles = runtime.active_handles().into_iter().map(|handle| handle.kind());
        let others = runtime.active_kinds().into_iter().flat_map(|(kind, count)| std::iter::repeat_n(kind, count));
        call.cx().array(handles.chain(others).map(|name| call.cx().string(name)))
    })?;
    binding.function("activeHandles", 0, |call: &Call| {
        let handles = runtime::current().active_handles();
        call.cx().array(handles.iter().filter_map(|handle| handle.object()))
    })?;
    binding.function("ppid", 0, |_: &Call| process::getppid().map_or(0, |pid| pid.as_raw_nonzero().get()))?;
    binding.function("collectGarbage", 0, |_: &Call| runtime::current().collect())?;
    memory(binding)?;
    users(binding)
}

/// When the process started, as far as it can tell.
fn started() -> Instant {
    static STARTED: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    *STARTED.get_or_init(Instant::now)
}

fn facts(cx: Cx) -> Result<Value> {
    started();
    let facts = cx.object();
    cx.set(&facts, "version", cx.string(&format!("v{NODE_VERSION}")))?;
    cx.set(&facts, "pid", Value::from(process::getpid().as_raw_nonzero().get()))?;
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    cx.set(&facts, "arch", cx.string(arch))?;
    let versions = cx.object();
    let numbers = [
        ("node", NODE_VERSION),
        ("rnode", env!("CARGO_PKG_VERSION")),
        ("quickjs", "0.16.2"),
        ("glommio", "0.9.0"),
        // Packages read these two to choose prebuilt add-ons, which rnode does not load.
        ("modules", "137"),
        ("v8", "0.0.0-quickjs"),
        ("uv", "1.51.0"),
        // Packages ask these whether they may offer a compression; the versions are those whose formats and options we have.
        ("brotli", "1.2.0"),
        ("zlib", "1.3.2"),
        ("zstd", "1.5.7"),
        // Of Intl: the ICU that it behaves as, and what its data are.
        ("cldr", "48.0"),
        ("icu", "78.3"),
        ("tz", crate::web::intl::zone_version()),
        ("unicode", "17.0"),
    ];
    for (name, number) in numbers {
        cx.set(&versions, name, cx.string(number))?;
    }
    cx.set(&facts, "versions", versions)?;
    Ok(facts)
}

/// A flat list of names and values. What is not UTF-8 is shown with replacement characters.
fn environment(cx: Cx) -> Value {
    let text = |text: std::ffi::OsString| cx.string(&text.to_string_lossy());
    cx.array(std::env::vars_os().flat_map(|(name, value)| [text(name), text(value)]))
}

/// Sets the zone that `Date` shows local times in; empty for the system's.
fn set_time_zone(call: &Call) -> Result<()> {
    posix::set_time_zone(&call.string(0)?);
    Ok(())
}

/// Asks the loop to end; nothing of the program runs any more, as the throw cannot be caught.
fn really_exit(call: &Call) -> Result<Value> {
    let code = call.i32(0)?;
    runtime::current().request_exit(code);
    Err(call.cx().throw_uncatchable())
}

fn kill(call: &Call) -> Result<i32> {
    Ok(posix::kill(call.i32(0)?, call.i32(1)?).map_or_else(|error| -error.raw_os_error().unwrap_or(libc::EIO), |()| 0))
}

/// Throws as Node does, whose message says more than the kernel's.
fn cwd(call: &Call) -> Result<String> {
    let cx = call.cx();
    let error = match std::env::current_dir() {
        Ok(path) => return Ok(path.to_string_lossy().into_owned()),
        Err(error) => Error::system(&error, "uv_cwd").into_value(cx),
    };
    if cx.to_string(&cx.get(&error, "code")?)? == "ENOENT" {
        let message = "ENOENT: process.cwd failed with error no such file or directory, the current working directory \
                       was likely removed without changing the working directory, uv_cwd";
        cx.set(&error, "message", cx.string(message))?;
    }
    Err(Error::Value(error))
}

fn chdir(call: &Call) -> Result<()> {
    let to = call.string(0)?;
    std::env::set_current_dir(&to).map_err(|error| {
        let from = std::env::current_dir().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        match Error::system(&error, "chdir").with_path(from) {
            Error::System(mut system) => {
                system.dest = Some(to);
                Error::System(system)
            }
            other => other,
        }
    })
}

fn umask(call: &Call) -> Result<u32> {
    use rustix::fs::Mode;
    let set = |mask| rustix::process::umask(mask).as_raw_mode();
    if call.arg(0).is_undefined() {
        // The mask can only be read by setting one.
        let current = set(Mode::from_raw_mode(0o022));
        set(Mode::from_raw_mode(current));
        return Ok(current);
    }
    Ok(set(Mode::from_raw_mode(call.u32(0)? & 0o777)))
}

/// The kernel keeps 15 bytes of it.
fn set_title(call: &Call) -> Result<()> {
    shards::posix::set_title(&call.string(0)?).map_err(|error| Error::system(&error, "write"))
}

/// `{ name: { soft, hard } }`, numbers or `'unlimited'`, under the names of Node's reports.
fn resource_limits(cx: Cx) -> Result<Value> {
    use rustix::process::{Resource, getrlimit};
    const LIMITS: [(&str, Resource); 10] = [
        ("core_file_size_blocks", Resource::Core),
        ("data_seg_size_bytes", Resource::Data),
        ("file_size_blocks", Resource::Fsize),
        ("max_locked_memory_bytes", Resource::Memlock),
        ("max_memory_size_bytes", Resource::Rss),
        ("open_files", Resource::Nofile),
        ("stack_size_bytes", Resource::Stack),
        ("cpu_time_seconds", Resource::Cpu),
        ("max_user_processes", Resource::Nproc),
        ("virtual_memory_bytes", Resource::As),
    ];
    let limits = cx.object();
    let number = |limit: Option<u64>| limit.map_or_else(|| cx.string("unlimited"), Value::from);
    for (name, resource) in LIMITS {
        let limit = getrlimit(resource);
        let entry = cx.object();
        cx.set(&entry, "soft", number(limit.current))?;
        cx.set(&entry, "hard", number(limit.maximum))?;
        cx.set(&limits, name, entry)?;
    }
    Ok(limits)
}

/// `execve(file, args, env)`: replaces the process; the errno when that failed.
fn execve(call: &Call) -> Result<i32> {
    use std::ffi::CString;
    let cx = call.cx();
    let text = |value: &Value| -> Result<CString> {
        CString::new(cx.to_string(value)?).map_err(|_| Error::errno(libc::EINVAL, "execve"))
    };
    let list = |value: &Value| cx.elements(value)?.iter().map(text).collect::<Result<Vec<_>>>();
    let (file, args, env) = (text(call.arg(0))?, list(call.arg(1))?, list(call.arg(2))?);
    crate::node::tty::restore_terminals();
    let error = posix::replace_process(&file, &args, &env);
    Ok(error.raw_os_error().unwrap_or(libc::EIO))
}

/// The binding `worker`, for programs that run on a shard of their own: there is nothing above them.
pub(super) fn worker(binding: &Binding) -> Result<()> {
    let runtime = runtime::current();
    let options = runtime.options();
    let is_main = options.thread_id == 0;
    binding.value("isMainThread", is_main)?;
    binding.value("ownsProcessState", is_main)?;
    binding.value("threadId", options.thread_id)?;
    binding.value("threadName", options.thread_name.as_str())
}

fn memory(binding: &Binding) -> Result<()> {
    binding.function("memoryUsage", 0, |call: &Call| {
        let cx = call.cx();
        let heap = cx.heap_bytes();
        cx.array([resident_bytes(), heap, heap, 0, 0].map(Value::from))
    })?;
    binding.function("cpuUsage", 0, |call: &Call| usage_times(call.cx(), Who::Process))?;
    binding.function("threadCpuUsage", 0, |call: &Call| usage_times(call.cx(), Who::Thread))?;
    binding.function("resourceUsage", 0, |call: &Call| resource_usage(call.cx()))?;
    binding.function("constrainedMemory", 0, |_: &Call| constrained_memory())?;
    binding.function("availableMemory", 0, |_: &Call| available_memory())
}

/// The process's resident memory, all shards together.
fn resident_bytes() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()));
    pages.unwrap_or(0) * rustix::param::page_size()
}

fn micros(time: libc::timeval) -> i64 {
    time.tv_sec * 1_000_000 + time.tv_usec
}

fn usage_times(cx: Cx, who: Who) -> Value {
    let usage = posix::usage(who);
    cx.array([micros(usage.ru_utime), micros(usage.ru_stime)].map(Value::from))
}

fn resource_usage(cx: Cx) -> Value {
    let usage = posix::usage(Who::Process);
    cx.array(
        [
            micros(usage.ru_utime),
            micros(usage.ru_stime),
            usage.ru_maxrss,
            usage.ru_ixrss,
            usage.ru_idrss,
            usage.ru_isrss,
            usage.ru_minflt,
            usage.ru_majflt,
            usage.ru_nswap,
            usage.ru_inblock,
            usage.ru_oublock,
            usage.ru_msgsnd,
            usage.ru_msgrcv,
            usage.ru_nsignals,
            usage.ru_nvcsw,
            usage.ru_nivcsw,
        ]
        .map(Value::from),
    )
}

/// The memory limit of the control group, in bytes; 0 when there is none.
fn constrained_memory() -> u64 {
    let read = |path| std::fs::read_to_string(path).ok().and_then(|text: String| text.trim().parse::<u64>().ok());
    read("/sys/fs/cgroup/memory.max").or_else(|| read("/sys/fs/cgroup/memory/memory.limit_in_bytes")).unwrap_or(0)
}

fn available_memory() -> u64 {
    let meminfo = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

fn users(binding: &Binding) -> Result<()> {
    binding.function("getuid", 0, |_: &Call| process::getuid().as_raw())?;
    binding.function("geteuid", 0, |_: &Call| process::geteuid().as_raw())?;
    binding.function("getgid", 0, |_: &Call| process::getgid().as_raw())?;
    binding.function("getegid", 0, |_: &Call| process::getegid().as_raw())?;
    binding.function("getgroups", 0, |call: &Call| -> Result<Value> {
        let groups = process::getgroups().map_err(|error| Error::errno(error.raw_os_error(), "getgroups"))?;
        let mut ids: Vec<u32> = groups.into_iter().map(|group| group.as_raw()).collect();
        let own = process::getegid().as_raw();
        if !ids.contains(&own) {
            ids.push(own);
        }
        Ok(call.cx().array(ids.into_iter().map(Value::from)))
    })?;
    binding.function("setuid", 1, |call: &Call| set_id(call, "setuid", user_id, Id::User))?;
    binding.function("seteuid", 1, |call: &Call| set_id(call, "seteuid", user_id, Id::EffectiveUser))?;
    binding.function("setgid", 1, |call: &Call| set_id(call, "setgid", group_id, Id::Group))?;
    binding.function("setegid", 1, |call: &Call| set_id(call, "setegid", group_id, Id::EffectiveGroup))?;
    binding.function("setgroups", 1, set_groups)?;
    binding.function("initgroups", 2, init_groups)
}

/// 1 when the name is unknown, else 0; a failed call throws.
fn set_id(call: &Call, name: &'static str, find: fn(&str) -> Option<u32>, which: Id) -> Result<i32> {
    let Some(id) = id_of(call.cx(), call.arg(0), find)? else { return Ok(1) };
    posix::set_id(which, id).map(|()| 0).map_err(|error| plain_error(call.cx(), &error, name))
}

/// A failure in the form of Node's older natives: `EPERM, Operation not permitted`.
fn plain_error(cx: Cx, error: &std::io::Error, name: &'static str) -> Error {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let value = Error::system(error, name).into_value(cx);
    let code = cx.get(&value, "code").and_then(|code| cx.to_string(&code)).unwrap_or_default();
    match cx.set(&value, "message", cx.string(&format!("{code}, {text}"))) {
        Ok(()) => Error::Value(value),
        Err(error) => error,
    }
}

fn id_of(cx: Cx, value: &Value, find: fn(&str) -> Option<u32>) -> Result<Option<u32>> {
    match value.as_f64() {
        Some(number) => Ok(Some(number as u32)),
        None => Ok(find(&cx.to_string(value)?)),
    }
}

fn user_id(name: &str) -> Option<u32> {
    id_in("/etc/passwd", name)
}

fn group_id(name: &str) -> Option<u32> {
    id_in("/etc/group", name)
}

/// The third field of the line whose first is `name`; both files have that form.
fn id_in(file: &str, name: &str) -> Option<u32> {
    let text = std::fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok()).flatten()
    })
}

/// The position of the first unknown group, from 1; 0 when all were set.
fn set_groups(call: &Call) -> Result<usize> {
    let cx = call.cx();
    let mut ids = Vec::new();
    for (index, group) in cx.elements(call.arg(0))?.iter().enumerate() {
        match id_of(cx, group, group_id)? {
            Some(id) => ids.push(id),
            None => return Ok(index + 1),
        }
    }
    posix::set_groups(&ids).map(|()| 0).map_err(|error| plain_error(cx, &error, "setgroups"))
}

/// 1 when the user is unknown, 2 when the group is; 0 when it was done.
fn init_groups(call: &Call) -> Result<i32> {
    let cx = call.cx();
    let name = match call.arg(0).as_f64() {
        Some(id) => name_of_user(id as u32),
        None => Some(call.string(0)?),
    };
    let Some(name) = name else { return Ok(1) };
    let Some(group) = id_of(cx, call.arg(1), group_id)? else { return Ok(2) };
    let name = std::ffi::CString::new(name).map_err(|_| Error::errno(libc::EINVAL, "initgroups"))?;
    posix::init_groups(&name, group).map(|()| 0).map_err(|error| plain_error(cx, &error, "initgroups"))
}

fn name_of_user(id: u32) -> Option<String> {
    let text = std::fs::read_to_string("/etc/passwd").ok()?;
    text.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        (fields.get(2)?.parse() == Ok(id)).then(|| fields[0].to_owned())
    })
}
