// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "laboratory.h"
#include "probe.h"

#include <random>

namespace hoplens::test {

using Random = std::mt19937_64;
inline int pick(Random& random, int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); }
inline bool chance(Random& random, int percent) { return pick(random, 100) < percent; }

/// A network as commands, so that a disagreement can be printed and built again by hand.
struct Plan {
    std::uint64_t seed = 0;
    bool isDualStack = false;
    bool hasTunnel = false;
    QStringList spaces;                                    ///< in order of creation
    std::map<QString, QStringList> sysctlsFirst;           ///< "path=value", before links exist
    QStringList links;                                     ///< ip commands in the laboratory's namespace
    std::map<QString, QStringList> ip;                     ///< ip commands by namespace
    std::map<QString, QStringList> sysctls;                ///< "path=value", at the end
    std::map<QString, QString> legacy, compat, legacy6, compat6, nft, ipset; ///< rule text by namespace
    std::map<QString, std::vector<std::uint16_t>> servers; ///< listening ports
    std::vector<Address> addresses;                        ///< worth sending to
    std::vector<ProbeFlow> flows;

    QString script() const;
};

Plan generatePlan(std::uint64_t seed);
/// Builds it. Returns what could not be built; a rule set that the kernel refuses is left out and named.
QStringList build(Laboratory& laboratory, Prober& prober, const Plan& plan);

enum class RuleBackend { Legacy, Compat, Native };
/// Random rules for one namespace, over what the topology has.
void addRules(Plan& plan, const QString& space, const QStringList& interfaces, Random& random);

} // namespace hoplens::test
