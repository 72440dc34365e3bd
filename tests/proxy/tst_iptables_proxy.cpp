// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "filter/iptables_save.h"
#include "kube/manifests.h"
#include "oracle_cases.h"
#include "proxy/chain_names.h"
#include "proxy/iptables_proxy.h"
#include "proxy/settings_file.h"

#include <map>
#include <set>

using namespace hoplens;
using namespace hoplens::proxy;
using namespace hoplens::test;

namespace {

/// Chains of a restore or save text: "table chain" and its rules.
std::map<std::string, std::vector<std::string>> chainsOf(const std::string& text)
{
    std::map<std::string, std::vector<std::string>> chains;
    std::string table;
    for (const auto& line : QString::fromStdString(text).split('\n')) {
        const auto words = line.section(' ', 0, 0).toStdString();
        if (line.startsWith('*'))
            table = line.mid(1).trimmed().toStdString();
        else if (line.startsWith(':'))
            chains[table + " " + words.substr(1)];
        else if (line.startsWith("-A "))
            chains[table + " " + line.section(' ', 1, 1).toStdString()].push_back(line.section(' ', 2).toStdString());
    }
    return chains;
}

/// Where real kube-proxy's order among Services is chance, and ours is by name.
bool isDispatch(const std::string& chain)
{
    for (const char* name : {"KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL"})
        if (chain.ends_with(std::string(" ") + name))
            return true;
    return false;
}

QString difference(std::map<std::string, std::vector<std::string>> expected, std::map<std::string, std::vector<std::string>> found)
{
    QString all;
    for (auto* chains : {&expected, &found})
        for (auto& [name, rules] : *chains)
            if (isDispatch(name))
                std::ranges::sort(rules);
    for (const auto& [name, rules] : expected)
        if (const auto at = found.find(name); at == found.end())
            all += QString("no chain %1\n").arg(name.c_str());
        else if (at->second != rules) {
            all += QString("chain %1:\n").arg(name.c_str());
            for (const auto& rule : rules)
                if (std::ranges::find(at->second, rule) == at->second.end())
                    all += QString("  - %1\n").arg(rule.c_str());
            for (const auto& rule : at->second)
                if (std::ranges::find(rules, rule) == rules.end())
                    all += QString("  + %1\n").arg(rule.c_str());
        }
    for (const auto& [name, rules] : found)
        if (!expected.contains(name))
            all += QString("one chain too many: %1 (%2 rules)\n").arg(name.c_str()).arg(rules.size());
    return all;
}

std::string predicted(const Case& of, IpFamily family)
{
    return restoreText(iptablesTables(ProxiedServices(of.settings, family, kube::ServiceEndpoints(of.objects))));
}

std::string saved(const std::string& restore, IpFamily family)
{
    RuleSet rules;
    const auto table = family == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6;
    const auto notes = parseIptablesSave(restore, "predicted", table, RuleOrigin::IptablesNft, rules);
    if (!notes)
        return describe(notes.error());
    for (const auto& note : *notes)
        qWarning("%s", note.text.c_str());
    return writeIptablesSave(rules, table, RuleOrigin::IptablesNft, CounterStyle::Omit);
}

} // namespace

/// The iptables mode against rules that real kube-proxy wrote.
class tst_iptables_proxy : public QObject {
    Q_OBJECT
private slots:
    void names()
    {
        QCOMPARE(hashName("ns1/svc1:p80tcp", 16), std::string("XPGD46QRK7WJZT7O"));
        QCOMPARE(hashName("default/nginxtcp", 16), std::string("2CMXP7HKUVJN7L6M"));
        QCOMPARE(hashName("ns1/svc1:p80tcp10.180.0.1:80", 16), std::string("SXIVWICOYRO3J4NJ"));
    }

    void asKubeProxyWrites_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("kube-proxy/iptables");
        for (const auto& name : oracleCases("kube-proxy/iptables"))
            QTest::newRow(qPrintable(name)) << oracleFolder("kube-proxy/iptables/") + name;
    }
    void asKubeProxyWrites()
    {
        QFETCH(QString, folder);
        const auto read = readCase(folder, "config.yaml");
        QCOMPARE(read.settings.families.size(), std::size_t{1});
        const auto family = read.settings.families.front();
        const auto text = predicted(read, family);
        auto restored = chainsOf(text);
        std::erase_if(restored, [](const auto& chain) { return chain.first.find(" KUBE-") == std::string::npos; });
        const auto asRestored = difference(chainsOf(contentOf(folder + "/expected.restore")), restored);
        QVERIFY2(asRestored.isEmpty(), qPrintable(asRestored));
        if (!QFile::exists(folder + "/expected.iptables-save"))
            return;
        const auto asSaved = difference(chainsOf(contentOf(folder + "/expected.iptables-save")), chainsOf(saved(text, family)));
        QVERIFY2(asSaved.isEmpty(), qPrintable(asSaved));
    }

    /// A cluster of 2021, as a well-known course shows it: the names that kube-proxy gave, and its rules of that time.
    void theLayoutOf120()
    {
        Case own;
        kube::readManifests(R"({apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 10.152.183.1, ports: [{name: https, port: 443}]}}
---
{apiVersion: v1, kind: Endpoints, metadata: {name: kubernetes, namespace: default}, subsets: [{addresses: [{ip: 10.0.2.15}], ports: [{name: https, port: 16443}]}]}
---
{apiVersion: v1, kind: Service, metadata: {name: rest-api-chart-1611572865, namespace: default}, spec: {type: NodePort, clusterIP: 10.152.183.20, ports: [{name: http, port: 80, nodePort: 31662, targetPort: 5000}]}}
---
{apiVersion: v1, kind: Endpoints, metadata: {name: rest-api-chart-1611572865, namespace: default}, subsets: [{addresses: [{ip: 10.1.96.183}], ports: [{name: http, port: 5000}]}]}
)", "objects", own.objects);
        own.settings.layout = ProxyLayout::V1_20;
        own.settings.detectLocal = DetectLocal::Cidr;
        own.settings.localCidrs = {*Prefix::parse("10.1.0.0/16")};
        const auto chains = chainsOf(saved(predicted(own, IpFamily::V4), IpFamily::V4));
        using Rules = std::vector<std::string>;
        const std::string about = "-m comment --comment \"default/rest-api-chart-1611572865:http\" ";
        QCOMPARE(chains.at("nat KUBE-MARK-MASQ"), (Rules{"-j MARK --set-xmark 0x4000/0x4000"}));
        QCOMPARE(chains.at("nat KUBE-NODEPORTS"), (Rules{"-p tcp " + about + "-m tcp --dport 31662 -j KUBE-MARK-MASQ", "-p tcp " + about + "-m tcp --dport 31662 -j KUBE-SVC-BTVA6ANVIINMRVTN"}));
        QCOMPARE(chains.at("nat KUBE-SVC-BTVA6ANVIINMRVTN"), (Rules{about + "-j KUBE-SEP-GLFEPICM2UBXEVL2"}));
        QCOMPARE(chains.at("nat KUBE-SEP-GLFEPICM2UBXEVL2"), (Rules{"-s 10.1.96.183/32 " + about + "-j KUBE-MARK-MASQ", "-p tcp " + about + "-m tcp -j DNAT --to-destination 10.1.96.183:5000"}));
        const auto& services = chains.at("nat KUBE-SERVICES");
        QCOMPARE(services[0], std::string("! -s 10.1.0.0/16 -d 10.152.183.1/32 -p tcp -m comment --comment \"default/kubernetes:https cluster IP\" -m tcp --dport 443 -j KUBE-MARK-MASQ"));
        QCOMPARE(services[1], std::string("-d 10.152.183.1/32 -p tcp -m comment --comment \"default/kubernetes:https cluster IP\" -m tcp --dport 443 -j KUBE-SVC-NPX46M4PTMTKRN6Y"));
        QVERIFY(services.back().ends_with("-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS"));
        QCOMPARE(services.size(), std::size_t{5});
    }

    void asOlderOnesWrote_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<ProxyLayout>("layout");
        HOPLENS_NEED_ORACLES("kube-proxy/captures");
        for (const auto& release : oracleCases("kube-proxy/captures"))
            if (release.endsWith("-iptables"))
                for (const auto& name : oracleCases("kube-proxy/captures/" + release))
                    QTest::newRow(qPrintable(release + " " + name)) << oracleFolder("kube-proxy/captures/" + release + "/" + name) << *layoutOf(release.section('-', 0, 0).toStdString());
    }
    void asOlderOnesWrote()
    {
        QFETCH(QString, folder);
        QFETCH(ProxyLayout, layout);
        auto read = readCase(folder, "kube-proxy-config.yaml");
        read.settings.layout = layout;
        read.settings.zone = "zone-a";
        for (const char* own : {"127.0.0.1/8", "192.168.0.2/24", "192.168.1.2/24", "192.168.99.11/24"})
            read.settings.interfaceAddresses.push_back(*Prefix::parse(own));
        for (const auto& [file, family] : {std::pair("iptables-save.txt", IpFamily::V4), {"ip6tables-save.txt", IpFamily::V6}}) {
            if (!QFile::exists(folder + "/" + file))
                continue;
            read.settings.families = {IpFamily::V4, IpFamily::V6};
            auto expected = chainsOf(contentOf(folder + "/" + file));
            std::erase_if(expected, [](const auto& chain) { return chain.first.starts_with("mangle ") || chain.first.ends_with("-CANARY"); });
            const auto asSaved = difference(expected, chainsOf(saved(predicted(read, family), family)));
            QVERIFY2(asSaved.isEmpty(), qPrintable(asSaved));
        }
    }
};

QTEST_GUILESS_MAIN(tst_iptables_proxy)
#include "tst_iptables_proxy.moc"
