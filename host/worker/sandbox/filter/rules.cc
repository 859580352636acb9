#include "worker/sandbox/filter/rules.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "worker/sandbox/system_calls.h"

namespace weir::sandbox {
namespace {

// Newer than the libseccomp of Debian 12; one number for each on all architectures.
constexpr int kFchmodat2 = 452;
constexpr int kSetxattrat = 463;
constexpr int kRemovexattrat = 466;
constexpr int kOpenTreeAttr = 467;
constexpr int kFileSetattr = 469;

bool Keeps(const Policy& policy, int capability) {
  return std::find(policy.capabilities.begin(), policy.capabilities.end(), capability) !=
         policy.capabilities.end();
}

}  // namespace

void RefuseAdministration(Program& program) {
  program.Refuse({SCMP_SYS(mount), SCMP_SYS(umount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
                  SCMP_SYS(chroot), SCMP_SYS(fsopen), SCMP_SYS(fsconfig), SCMP_SYS(fsmount),
                  SCMP_SYS(fspick), SCMP_SYS(open_tree), kOpenTreeAttr, SCMP_SYS(move_mount),
                  SCMP_SYS(mount_setattr), SCMP_SYS(unshare), SCMP_SYS(setns)});
  program.Refuse({SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
                  SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(reboot),
                  SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(acct), SCMP_SYS(sethostname),
                  SCMP_SYS(setdomainname), SCMP_SYS(settimeofday), SCMP_SYS(clock_settime),
                  SCMP_SYS(iopl), SCMP_SYS(ioperm), SCMP_SYS(modify_ldt), SCMP_SYS(vhangup)});
  program.Refuse({SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register),
                  SCMP_SYS(add_key), SCMP_SYS(keyctl), SCMP_SYS(request_key), SCMP_SYS(userfaultfd),
                  SCMP_SYS(fanotify_init), SCMP_SYS(open_by_handle_at), SCMP_SYS(lookup_dcookie),
                  SCMP_SYS(uselib)});
  constexpr uint32_t kAsk = UINT32_MAX;
  program.RefuseIf(SCMP_SYS(personality), {IsNot(0, kAsk)});
  // Input for the terminal that the host was started from.
  constexpr uint32_t kTiocsti = 0x5412;
  constexpr uint32_t kTioclinux = 0x541C;
  program.RefuseIf(SCMP_SYS(ioctl), {Is(1, kTiocsti)});
  program.RefuseIf(SCMP_SYS(ioctl), {Is(1, kTioclinux)});
}

void RefuseInspection(const Policy& policy, Program& program) {
  program.Refuse({SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
                  SCMP_SYS(process_madvise), SCMP_SYS(process_mrelease), SCMP_SYS(kcmp),
                  SCMP_SYS(pidfd_getfd)});
  const bool administers = Keeps(policy, CAP_SYS_ADMIN);
  const bool traces = administers || Keeps(policy, CAP_BPF);
  if (!traces) program.Refuse({SCMP_SYS(bpf)});
  if (!traces && !Keeps(policy, CAP_PERFMON)) program.Refuse({SCMP_SYS(perf_event_open)});
  for (const int call : {SCMP_SYS(prlimit64), SCMP_SYS(sched_setaffinity),
                         SCMP_SYS(sched_setscheduler), SCMP_SYS(sched_setparam),
                         SCMP_SYS(sched_setattr), SCMP_SYS(migrate_pages), SCMP_SYS(move_pages)}) {
    program.RefuseIf(call, {IsNot(0, 0)});
  }
  constexpr uint32_t kIoprioOfProcess = 1;
  program.RefuseIf(SCMP_SYS(setpriority), {IsNot(0, PRIO_PROCESS)});
  program.RefuseIf(SCMP_SYS(setpriority), {IsNot(1, 0)});
  program.RefuseIf(SCMP_SYS(ioprio_set), {IsNot(0, kIoprioOfProcess)});
  program.RefuseIf(SCMP_SYS(ioprio_set), {IsNot(1, 0)});
}

void RefuseUncountedMemory(const Policy& policy, Program& program) {
  program.RefuseIf(SCMP_SYS(shmget), {HasBits(2, IPC_CREAT, IPC_CREAT)});
  program.RefuseIf(SCMP_SYS(semget), {HasBits(2, IPC_CREAT, IPC_CREAT)});
  program.RefuseIf(SCMP_SYS(msgget), {HasBits(1, IPC_CREAT, IPC_CREAT)});
  if (policy.exec) return;  // programs share memory with their children
  constexpr uint32_t kShared = MAP_SHARED | MAP_ANONYMOUS;
  program.RefuseIf(SCMP_SYS(mmap), {HasBits(3, kShared, kShared)});
  program.Refuse({SCMP_SYS(memfd_create), SCMP_SYS(memfd_secret)});
}

void RefuseProcesses(const Policy& policy, Program& program) {
  // Its flags are in memory, where a filter cannot look; the C library goes on to clone.
  program.Answer(SCMP_SYS(clone3), ENOSYS);
  program.Refuse({SCMP_SYS(setsid), SCMP_SYS(setpgid)});
  program.RefuseIf(SCMP_SYS(prctl), {Is(0, PR_SET_PDEATHSIG), IsNot(1, SIGKILL)});
  if (!policy.exec) {
    program.Refuse({SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(execve), SCMP_SYS(execveat)});
    program.RefuseIf(SCMP_SYS(clone), {HasBits(0, CLONE_THREAD, 0)});
    return;
  }
  // CLONE_PARENT: a child of the host, which does not know of it and would never reap it.
  for (const int kind : {CLONE_PARENT, CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                         CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET}) {
    const auto flag = static_cast<uint32_t>(kind);
    program.RefuseIf(SCMP_SYS(clone), {HasBits(0, flag, flag)});
  }
}

// The kernel sends a signal of the caller's choice to whom the caller names, when there is
// something to read: fcntl(2) and socket(7).
void RefuseOwners(Program& program) {
  constexpr uint32_t kFioSetOwn = 0x8901, kSiocSetPgrp = 0x8902;
  for (const int command : {F_SETOWN, F_SETOWN_EX, F_SETSIG})
    program.RefuseIf(SCMP_SYS(fcntl), {Is(1, static_cast<uint32_t>(command))});
  for (const uint32_t command : {kFioSetOwn, kSiocSetPgrp})
    program.RefuseIf(SCMP_SYS(ioctl), {Is(1, command)});
}

void RefuseSignals(const Policy& policy, Program& program) {
  RefuseOwners(program);
  program.Refuse({SCMP_SYS(tkill)});
  program.Answer(SCMP_SYS(pidfd_send_signal), ENOSYS);
  constexpr uint32_t kNegative = uint32_t{1} << 31;
  for (const int call :
       {SCMP_SYS(kill), SCMP_SYS(tgkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo)}) {
    if (policy.exec) {  // its children are not known here
      program.RefuseIf(call, {Is(0, kHostPid)});
      program.RefuseIf(call, {HasBits(0, kNegative, kNegative)});
    } else {
      program.RefuseIf(call, {IsNot(0, kWorkerPid)});
    }
  }
}

void RefuseMetadata(const Policy& policy, Program& program) {
  if (!policy.write.empty()) return;
  program.Refuse(
      {SCMP_SYS(chmod),       SCMP_SYS(fchmod),       SCMP_SYS(fchmodat),     kFchmodat2,
       SCMP_SYS(chown),       SCMP_SYS(fchown),       SCMP_SYS(lchown),       SCMP_SYS(fchownat),
       SCMP_SYS(setxattr),    SCMP_SYS(lsetxattr),    SCMP_SYS(fsetxattr),    kSetxattrat,
       SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr), kRemovexattrat,
       kFileSetattr,          SCMP_SYS(utime),        SCMP_SYS(utimes),       SCMP_SYS(utimensat),
       SCMP_SYS(futimesat)});
  program.Refuse({SCMP_SYS(truncate), SCMP_SYS(creat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
                  SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(link), SCMP_SYS(linkat),
                  SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
                  SCMP_SYS(rmdir), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2)});
}

void RefuseRarities(Program& program) {
  program.Refuse({SCMP_SYS(syslog), SCMP_SYS(quotactl), SCMP_SYS(quotactl_fd),
                  SCMP_SYS(name_to_handle_at), SCMP_SYS(pidfd_open), SCMP_SYS(mlockall),
                  SCMP_SYS(remap_file_pages), SCMP_SYS(vmsplice), SCMP_SYS(shmget), SCMP_SYS(shmat),
                  SCMP_SYS(semget), SCMP_SYS(msgget), SCMP_SYS(mq_open), SCMP_SYS(mq_unlink)});
  constexpr uint32_t kWritableCode = PROT_WRITE | PROT_EXEC;
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect), SCMP_SYS(pkey_mprotect)}) {
    program.RefuseIf(call, {HasBits(2, kWritableCode, kWritableCode)});
  }
}

}  // namespace weir::sandbox
