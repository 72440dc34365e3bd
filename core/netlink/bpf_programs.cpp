// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/bpf_programs.h"

#include "base/file_descriptor.h"

#include <cerrno>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hoplens::netlink {

namespace {

long bpf(bpf_cmd command, bpf_attr& question) { return ::syscall(SYS_bpf, command, &question, sizeof question); }

} // namespace

bool mayHaveTcxPrograms()
{
    for (std::uint32_t id = 0;;) {
        bpf_attr next{};
        next.start_id = id;
        if (bpf(BPF_PROG_GET_NEXT_ID, next) != 0)
            return errno != ENOENT; // behind the last
        id = next.next_id;
        bpf_attr open{};
        open.prog_id = id;
        const FileDescriptor program(static_cast<int>(bpf(BPF_PROG_GET_FD_BY_ID, open)));
        if (program.get() < 0 && errno == ENOENT) // unloaded meanwhile
            continue;
        bpf_prog_info info{};
        bpf_attr ask{};
        ask.info.bpf_fd = static_cast<std::uint32_t>(program.get());
        ask.info.info_len = sizeof info;
        ask.info.info = reinterpret_cast<std::uint64_t>(&info);
        if (program.get() < 0 || bpf(BPF_OBJ_GET_INFO_BY_FD, ask) != 0 || info.type == BPF_PROG_TYPE_SCHED_CLS)
            return true;
    }
}

Result<bool> hasTcxProgram(std::int32_t linkIndex, TcxSide side)
{
    // BPF_TCX_INGRESS and BPF_TCX_EGRESS (Linux 6.6), newer than the headers this builds with.
    constexpr std::uint32_t tcxIngress = 46;
    bpf_attr question{};
    question.query.target_fd = static_cast<std::uint32_t>(linkIndex); // tcx takes an interface index here
    question.query.attach_type = tcxIngress + (side == TcxSide::Egress ? 1 : 0);
    if (bpf(BPF_PROG_QUERY, question) == 0)
        return question.query.prog_cnt > 0;
    if (errno == EPERM || errno == EACCES)
        return failure(systemFailure("asking for BPF programs", "link " + std::to_string(linkIndex), errno));
    return false; // no tcx, or the link is gone
}

} // namespace hoplens::netlink
