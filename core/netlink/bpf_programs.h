// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>

namespace hoplens::netlink {

enum class TcxSide : std::uint8_t { Ingress, Egress };

/// Whether any program is loaded on this host that could sit on a tcx hook; true when that is not known. Cost: a call or a few for each
/// loaded program. Source: bpf(2), BPF_PROG_GET_NEXT_ID.
bool mayHaveTcxPrograms();

/// Whether BPF programs are attached to a device's tcx hook, which rtnetlink does not show. In the calling thread's namespace.
/// False on kernels without tcx. Errors: PermissionDenied without CAP_NET_ADMIN. Source: bpf(2), BPF_PROG_QUERY.
Result<bool> hasTcxProgram(std::int32_t linkIndex, TcxSide side);

} // namespace hoplens::netlink
