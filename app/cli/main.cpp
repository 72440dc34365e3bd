#include "collect/snapshot_collector.h"
#include "filter/nft_text.h"
#include "filter/iptables_save.h"
#include <iostream>
using namespace hoplens;
int main() {
  auto s = SnapshotCollector({}).collect();
  if (!s) { std::cerr << describe(s.error()) << "\n"; return 1; }
  for (auto& ns : s->hosts[0].namespaces) {
    std::cout << ns.name << " links " << ns.links.size() << " routes " << ns.routes.size() << " rules " << ns.rules.rules.size() << "\n";
    for (auto& n : ns.notes) std::cout << "  note " << n.subject << ": " << n.text << "\n";
    for (auto& l : ns.links) std::cout << "   " << l.name << " " << name(l.kind) << " lower " << (l.lower ? l.lower->index : 0) << "\n";
    for (auto o : {RuleOrigin::IptablesLegacy, RuleOrigin::IptablesNft}) std::cout << writeIptablesSave(ns.rules, TableFamily::Ip, o, CounterStyle::Omit);
    std::cout << writeNft(ns.rules);
  }
}
