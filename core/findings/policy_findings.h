// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/finding.h"
#include "policy/policy_model.h"

namespace hoplens {

/// What looks wrong with the policies of a cluster; nothing where it has none. In a stable order, as findProblems has it.
/// Cost: about linear in rules times a 64th of the pods; among rules with an order, quadratic in those of a tier.
std::vector<Finding> findPolicyProblems(const kube::Objects& objects);

} // namespace hoplens
