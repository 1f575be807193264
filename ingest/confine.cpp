#include "ingest/confine.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "ingest/file_fence.hpp"

namespace sojourn::ingest {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t this_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t this_architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t this_architecture = 0;  // no filter
#endif

void limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
  const rlimit value{soft, hard};
  if (::setrlimit(resource, &value) != 0) throw std::runtime_error("cannot set the reader's limits");
}

// A filter program is a list; each check jumps over its own verdict.
class Filter {
 public:
  Filter() {
    load(offsetof(seccomp_data, arch));
    jump(BPF_JEQ, this_architecture, 1, 0);
    verdict(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
    // Every call has a second number there, of the x32 ABI, which no list of the first would hold.
    constexpr std::uint32_t x32 = 0x40000000;
    jump(BPF_JGE, x32, 0, 1);
    verdict(SECCOMP_RET_ERRNO | EPERM);
#endif
  }
  void deny(long call, int error) {
    jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 1);
    verdict(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error));
  }
  /// Denies the call if any of `bits` of an argument is set (or, with `unless`, if none is).
  void deny_bits(long call, unsigned argument, std::uint32_t bits, bool unless) {
    jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 4);
    load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t)));
    jump(BPF_JSET, bits, unless ? 1 : 0, unless ? 0 : 1);
    verdict(SECCOMP_RET_ERRNO | EPERM);
    load(offsetof(seccomp_data, nr));
  }
  /// Denies the call unless an argument is that number.
  void deny_others(long call, unsigned argument, std::uint32_t allowed) {
    jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 4);
    load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t)));
    jump(BPF_JEQ, allowed, 1, 0);
    verdict(SECCOMP_RET_ERRNO | EPERM);
    load(offsetof(seccomp_data, nr));
  }
  bool install() {
    verdict(SECCOMP_RET_ALLOW);
    sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
    return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
  }

 private:
  void load(std::uint32_t offset) { code_.push_back({BPF_LD | BPF_W | BPF_ABS, 0, 0, offset}); }
  void jump(unsigned test, std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
    code_.push_back({static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), yes, no, value});
  }
  void verdict(std::uint32_t value) { code_.push_back({BPF_RET | BPF_K, 0, 0, value}); }
  std::vector<sock_filter> code_;
};

/// Calls that the reader needs for nothing, and that reach other processes, other files or the network.
constexpr long denied[] = {
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_execve,
    SYS_execveat,
    SYS_ptrace,
    SYS_kill,
    SYS_tkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_unlinkat,
    SYS_renameat2,
    SYS_linkat,
    SYS_symlinkat,
    SYS_mkdirat,
    SYS_mknodat,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_fchown,
    SYS_fchownat,
    SYS_setxattr,
    SYS_lsetxattr,
    SYS_fsetxattr,
    SYS_removexattr,
    SYS_lremovexattr,
    SYS_fremovexattr,
    SYS_utimensat,
    SYS_truncate,
    SYS_open_by_handle_at,
    SYS_mount,
    SYS_umount2,
    SYS_chroot,
    SYS_setns,
    SYS_unshare,
    SYS_bpf,
    SYS_io_uring_setup,
    SYS_userfaultfd,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_perf_event_open,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_open,
    SYS_pidfd_send_signal,
    SYS_pidfd_getfd,
    SYS_process_madvise,
    SYS_setpriority,
    SYS_ioprio_set,
    SYS_sched_setaffinity,
    SYS_sched_setscheduler,
    SYS_migrate_pages,
    SYS_move_pages,
    // PostgreSQL of the same user holds a segment of this kind.
    SYS_shmget,
    SYS_shmat,
    SYS_shmctl,
    SYS_semget,
    SYS_semctl,
    SYS_semop,
    SYS_semtimedop,
    SYS_msgget,
    SYS_msgctl,
    SYS_mq_open,
    SYS_mq_unlink,
#if defined(__x86_64__)
    SYS_fork,
    SYS_vfork,
    SYS_creat,
    SYS_unlink,
    SYS_rename,
    SYS_renameat,
    SYS_link,
    SYS_symlink,
    SYS_mkdir,
    SYS_rmdir,
    SYS_mknod,
    SYS_chmod,
    SYS_chown,
    SYS_lchown,
    SYS_utime,
    SYS_utimes,
    SYS_futimesat,
#endif
};

void deny_calls(Filter& filter) {
  for (const auto call : denied) filter.deny(call, EPERM);
  // It may end itself, as abort() does, and look at its own limits.
  filter.deny_others(SYS_tgkill, 0, static_cast<std::uint32_t>(::getpid()));
  filter.deny_others(SYS_prlimit64, 0, 0);
  // Threads are welcome, processes are not. Of clone3 the flags lie in memory, out of the filter's sight.
  filter.deny(SYS_clone3, ENOSYS);
  filter.deny_bits(SYS_clone, 0, 0x00010000 /* CLONE_THREAD */, true);
  filter.deny(SYS_openat2, ENOSYS);
  constexpr std::uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
  filter.deny_bits(SYS_openat, 2, writing, false);
#if defined(__x86_64__)
  filter.deny_bits(SYS_open, 1, writing, false);
#endif
}

}  // namespace

void confine_process(unsigned cpu_seconds, std::uint64_t memory_bytes, std::span<const int> readable,
                     const char* readable_folder) {
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
  limit(RLIMIT_NOFILE, 64, 64);
  ::signal(SIGXFSZ, SIG_IGN);
  limit(RLIMIT_FSIZE, 0, 0);
  if (!is_sanitized) limit(RLIMIT_AS, memory_bytes, memory_bytes);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) throw std::runtime_error("cannot give up privileges");
  fence_files(readable, readable_folder);
  if (this_architecture == 0)
    throw std::runtime_error("the reader cannot be confined on this kind of processor; files are not opened");
  Filter filter;
  deny_calls(filter);
  if (!filter.install())
    throw std::runtime_error(
        "this kernel does not let the reader be confined (seccomp); files are not opened");
}

}  // namespace sojourn::ingest
