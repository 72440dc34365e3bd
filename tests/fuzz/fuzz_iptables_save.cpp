// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/evaluator.h"
#include "filter/iptables_save.h"
#include "store/snapshot_file.h"

using namespace hoplens;

/// Any text is read or refused; what is read can be written, and reads back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    RuleSet rules;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (!parseIptablesSave(text, "input", TableFamily::Ip, RuleOrigin::IptablesLegacy, rules))
        return 0;
    if (!validateRules(rules))
        __builtin_trap();
    (void)writeIptablesSave(rules, TableFamily::Ip, RuleOrigin::IptablesLegacy, CounterStyle::Print);
    return 0;
}
