// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/node_proxy.h"
#include "cluster/space_builder.h"
#include "proxy/oracle_cases.h"
#include "trace/trace.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <set>

using namespace hoplens;
using namespace hoplens::test;

namespace {

/// A node as the packets of the cases met one: an uplink and a device where pods are, with the predicted rules.
Snapshot nodeWith(const proxy::ProxySettings& settings, RuleSet rules, const std::vector<Address>& locals)
{
    Snapshot snapshot;
    auto& host = snapshot.hosts.emplace_back();
    host.name = settings.nodeName;
    host.hasSctp = true;
    auto& space = host.namespaces.emplace_back();
    cluster::SpaceBuilder node(space, 1, "node");
    for (auto* of : {&space.sysctls.all4and6, &space.links.front().sysctls})
        of->forwarding4 = of->forwarding6 = of->routeLocalnet = 1;
    const auto uplink = node.addLink("eth0", LinkKind::Physical);
    const auto pods = node.addLink("pods", LinkKind::Physical);
    for (auto& link : space.links)
        link.sysctls.routeLocalnet = 1;
    for (const auto& own : locals)
        if (!own.isLoopback())
            node.addAddress(uplink, Prefix::host(own));
    node.addAddress(pods, *Prefix::parse("10.123.45.1/32")); // what is masqueraded toward pods gets
    node.addAddress(pods, *Prefix::parse("fd00:10:123::1/128"));
    node.addRoute(*Prefix::parse("10.0.0.0/8"), pods);
    node.addRoute(*Prefix::parse("fd00:10::/32"), pods);
    node.addRoute(*Prefix::parse("0.0.0.0/0"), uplink);
    node.addRoute(*Prefix::parse("::/0"), uplink);
    std::ranges::stable_sort(space.routes, {}, [](const Route& route) { return route.table != 255; });
    space.rules = std::move(rules);
    return snapshot;
}

struct Fate {
    QString verdict; ///< as the cases have it: PASS, REJECT, NONE; else what the trace says
    QString translated;
    bool isMasqueraded = false;
    bool operator==(const Fate&) const = default;
};

Fate fateOf(const TraceBranch& branch, const Flow& flow)
{
    Fate fate;
    if (branch.outcome == Outcome::Dropped && branch.reason == Reason::FilterDrop)
        return {"NONE", {}, false};
    if (branch.outcome == Outcome::Rejected && branch.reason == Reason::FilterReject)
        return {"REJECT", {}, false};
    const bool isThrough = branch.outcome == Outcome::Departed || branch.outcome == Outcome::Delivered || branch.reason == Reason::NoListener || branch.reason == Reason::NoNeighbour;
    fate.verdict = isThrough ? "PASS" : QString::fromStdString(std::string(name(branch.outcome)) + " " + std::string(name(branch.reason)) + " " + branch.unknownBecause);
    const Packet* last = nullptr;
    for (const auto& step : branch.steps)
        last = step.after ? step.after : last;
    if (!last)
        return fate;
    if (last->tuple.destination != flow.destination || last->tuple.destinationPort != flow.destinationPort) {
        const auto address = last->tuple.destination;
        fate.translated = QString::fromStdString((address.family == IpFamily::V4 ? address.text() : "[" + address.text() + "]") + ":" + std::to_string(last->tuple.destinationPort));
    }
    fate.isMasqueraded = last->tuple.source != *flow.source;
    return fate;
}

} // namespace

/// Packets to Services, through predicted rules: what the trace says against what a real packet met.
class tst_service_flows : public QObject {
    Q_OBJECT
private:
    int m_flows = 0;
    int m_kernel = 0;

private slots:
    void asThePacketsWent_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("kube-proxy/iptables");
        for (const auto* mode : {"iptables", "nftables"})
            for (const auto& name : oracleCases(QString("kube-proxy/") + mode))
                if (QFile::exists(oracleFolder(QString("kube-proxy/") + mode + "/" + name + "/flows.json")))
                    QTest::newRow(qPrintable(QString(mode) + " " + name)) << oracleFolder(QString("kube-proxy/") + mode + "/" + name);
    }
    void asThePacketsWent()
    {
        QFETCH(QString, folder);
        const auto read = readCase(folder, "config.yaml");
        const kube::ServiceEndpoints endpoints(read.objects);
        auto rules = cluster::predictedRules(endpoints, read.settings, read.settings.families);
        QVERIFY2(rules.has_value(), rules ? "" : describe(rules.error()).c_str());
        std::vector<Address> locals;
        for (const auto& own : read.settings.interfaceAddresses)
            locals.push_back(own.address);
        const auto snapshot = nodeWith(read.settings, std::move(*rules), locals);
        const World world(snapshot);
        const auto& space = snapshot.hosts[0].namespaces[0];
        const auto flows = QJsonDocument::fromJson(QByteArray::fromStdString(contentOf(folder + "/flows.json"))).array();
        QString wrong;
        for (const auto& value : flows) {
            const auto json = value.toObject();
            Flow flow;
            flow.source = Address::parse(json["sourceIP"].toString().toStdString());
            flow.destination = *Address::parse(json["destIP"].toString().toStdString());
            flow.destinationPort = static_cast<std::uint16_t>(json["destPort"].toInt());
            flow.protocol = *protocolNumber(json["protocol"].toString().toLower().toStdString());
            const bool isOwn = std::ranges::find(locals, *flow.source) != locals.end() || flow.source->isLoopback();
            const bool isPod = Prefix::parse("10.0.0.0/8")->contains(*flow.source) || Prefix::parse("fd00:10::/32")->contains(*flow.source);
            const Origin origin{SpaceId{0}, isOwn ? nullptr : space.link(isPod ? "pods" : "eth0")};
            const auto trace = PathTracer(world).trace(origin, flow, FlowAge::New);
            ++m_flows;

            const auto kernel = json["kernel"].toObject();
            std::set<QString> reached;
            std::vector<Fate> fates;
            QString said;
            for (const auto& branch : trace.branches) {
                fates.push_back(fateOf(branch, flow));
                if (fates.back().verdict == "PASS")
                    reached.insert(fates.back().translated);
                said += "   " + fates.back().verdict + " " + fates.back().translated + (fates.back().isMasqueraded ? " masqueraded" : "") + "\n";
            }
            const auto about = json["name"].toString() + ": " + json["sourceIP"].toString() + " to " + json["destIP"].toString() + ":" + QString::number(json["destPort"].toInt());
            if (!kernel.isEmpty()) {
                ++m_kernel;
                const Fate met{kernel["verdict"].toString(), kernel["dnat"].toString(), kernel["snat"].toBool()};
                if (std::ranges::find(fates, met) == fates.end())
                    wrong += about + "\n  the packet: " + met.verdict + " " + met.translated + (met.isMasqueraded ? " masqueraded" : "") + "\n" + said;
            }
            const auto output = json["output"].toString();
            if (output.contains(':') && !json.contains("kernelDiffers")) {
                std::set<QString> expected;
                for (const auto& each : output.split(','))
                    expected.insert(each.trimmed());
                if (expected != reached)
                    wrong += about + "\n  should reach " + output + "\n" + said;
                const bool isEndpoint = std::ranges::any_of(expected, [&](const QString& each) { return each.startsWith(json["sourceIP"].toString() + ":") || each.startsWith("[" + json["sourceIP"].toString() + "]:"); });
                if (kernel.isEmpty() && !isEndpoint && std::ranges::any_of(fates, [&](const Fate& fate) { return fate.isMasqueraded != json["masq"].toBool(); }))
                    wrong += about + "\n  should " + (json["masq"].toBool() ? "" : "not ") + "be masqueraded\n" + said;
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
    void cleanupTestCase() { qInfo("%d flows, %d of them with what a real packet met", m_flows, m_kernel); }
};

QTEST_GUILESS_MAIN(tst_service_flows)
#include "tst_service_flows.moc"
