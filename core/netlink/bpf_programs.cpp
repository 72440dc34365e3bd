// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/bpf_programs.h"

#include <cerrno>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hoplens::netlink {

Result<bool> hasTcxProgram(std::int32_t linkIndex, TcxSide side)
{
    // BPF_TCX_INGRESS and BPF_TCX_EGRESS (Linux 6.6), newer than the headers this builds with.
    constexpr std::uint32_t tcxIngress = 46;
    bpf_attr question{};
    question.query.target_fd = static_cast<std::uint32_t>(linkIndex); // tcx takes an interface index here
    question.query.attach_type = tcxIngress + (side == TcxSide::Egress ? 1 : 0);
    if (::syscall(SYS_bpf, BPF_PROG_QUERY, &question, sizeof question) == 0)
        return question.query.prog_cnt > 0;
    if (errno == EPERM || errno == EACCES)
        return failure(systemFailure("asking for BPF programs", "link " + std::to_string(linkIndex), errno));
    return false; // no tcx, or the link is gone
}

} // namespace hoplens::netlink
