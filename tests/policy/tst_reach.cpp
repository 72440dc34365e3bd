// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/verdict.h"
#include "policy_oracles.h"

#include <set>

using namespace hoplens;
using namespace hoplens::policy;
using namespace hoplens::test;

/// Who may talk to whom, against what other engines make of the same manifests.
class tst_reach : public QObject {
    Q_OBJECT
private:
    static QString tableOf(const PolicyModel& model, const QJsonArray& names, const std::vector<std::size_t>& peers, kube::Protocol protocol, std::uint16_t port, const QString& side, const QJsonArray& expected)
    {
        QString wrong;
        for (int row = 0; row < names.size(); ++row)
            for (int column = 0; column < names.size(); ++column) {
                const auto wanted = expected[row].toString()[column];
                if (row == column || wanted == '-')
                    continue;
                const auto verdict = decide(model, peers[static_cast<std::size_t>(row)], peers[static_cast<std::size_t>(column)], protocol, port);
                const auto decision = side == "ingress" ? verdict.ingress.decision : side == "egress" ? verdict.egress.decision : verdict.decision();
                if ((decision == Decision::Allowed ? '.' : 'X') != wanted)
                    wrong += names[row].toString() + " → " + names[column].toString() + " " + side + " wants " + wanted + "\n";
            }
        return wrong;
    }

private slots:
    void connections_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("policy/connections");
        for (const auto& category : oracleCases("policy/connections"))
            for (const auto& name : oracleCases("policy/connections/" + category))
                if (category != "multi-network")
                    QTest::newRow(qPrintable(category + " " + name)) << oracleFolder("policy/connections/" + category + "/") + name;
        for (const auto& name : oracleCases("policy/random"))
            QTest::newRow(qPrintable("random " + name)) << oracleFolder("policy/random/") + name;
    }
    void connections()
    {
        QFETCH(QString, folder);
        const auto objects = kube::loadManifests((folder + "/manifests").toStdString());
        QVERIFY2(objects.has_value(), objects ? "" : describe(objects.error()).c_str());
        const auto model = PolicyModel::make(*objects, {});
        QVERIFY2(model.has_value(), model ? "" : describe(model.error()).c_str());
        const auto expected = jsonOf(folder + "/expected.json");
        QVERIFY(expected["conns"].isArray());
        std::set<std::string> hosts; // what uses its host's network is answered otherwise on purpose
        for (const auto& workload : model->peers().workloads())
            if (workload.isHostNetwork)
                hosts.insert(workload.name);
        std::vector<Connection> own;
        const auto done = eachConnection(*model, [&](const Connection& connection) {
            QVERIFY(connection.unknown.isEmpty());
            if (!hosts.contains(connection.source) && !hosts.contains(connection.destination))
                own.push_back(connection);
        });
        QVERIFY2(done.has_value(), done ? "" : describe(done.error()).c_str());
        QCOMPARE(changesText(reachDifference(expectedConnections(expected), own)), QString());
    }

    void otherNetworksAreUnknown_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("policy/connections");
        for (const auto& name : oracleCases("policy/connections/multi-network"))
            QTest::newRow(qPrintable(name)) << oracleFolder("policy/connections/multi-network/") + name;
    }
    void otherNetworksAreUnknown()
    {
        QFETCH(QString, folder);
        const auto objects = kube::loadManifests((folder + "/manifests").toStdString());
        QVERIFY(objects.has_value());
        const auto model = PolicyModel::make(*objects, {});
        QVERIFY2(model.has_value(), model ? "" : describe(model.error()).c_str());
        QVERIFY(!model->doubts().empty());
        for (const auto& doubt : model->doubts())
            QVERIFY(doubt.text.find("not modelled") != std::string::npos);
    }

    void truthTables_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("policy/truth-tables");
        for (const auto& name : oracleCases("policy/truth-tables"))
            QTest::newRow(qPrintable(name)) << oracleFolder("policy/truth-tables/") + name;
    }
    void truthTables()
    {
        QFETCH(QString, folder);
        const auto objects = kube::loadManifests((folder + "/manifests").toStdString());
        QVERIFY(objects.has_value());
        const auto model = PolicyModel::make(*objects, {true, true, false});
        QVERIFY2(model.has_value(), model ? "" : describe(model.error()).c_str());
        const auto truth = jsonOf(folder + "/truth.json");
        const auto names = truth["peers"].toArray();
        std::vector<std::size_t> peers;
        for (const auto& name : names) {
            const auto& workloads = model->peers().workloads();
            const auto own = std::ranges::find(workloads, name.toString().toStdString() + "[Pod]", &Workload::name);
            const auto address = Address::parse(name.toString().toStdString());
            QVERIFY(own != workloads.end() || address);
            peers.push_back(address ? *model->peers().find(*address) : own->classes.at(0));
        }
        const auto tables = truth["tables"].toObject();
        QVERIFY(!tables.isEmpty());
        for (auto table = tables.begin(); table != tables.end(); ++table) {
            const auto protocol = *std::ranges::find_if(allProtocols, [&](kube::Protocol of) { return table.key().startsWith(QString::fromStdString(std::string(kube::name(of)))); });
            const auto port = static_cast<std::uint16_t>(table.key().section('/', 1).toUInt());
            for (const QString& side : {QString("ingress"), QString("egress"), QString("combined")})
                if (table.value()[side].isArray())
                    QCOMPARE(table.key() + "\n" + tableOf(*model, names, peers, protocol, port, side, table.value()[side].toArray()), table.key() + "\n");
        }
    }

    void errors_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("policy/errors");
        for (const auto& name : oracleCases("policy/errors"))
            QTest::newRow(qPrintable(name)) << oracleFolder("policy/errors/") + name;
    }
    void errors()
    {
        QFETCH(QString, folder);
        const bool isFatal = jsonOf(folder + "/case.json")["fatal"].toBool();
        const auto objects = kube::loadManifests((folder + "/manifests").toStdString());
        QVERIFY2(objects.has_value(), objects ? "" : describe(objects.error()).c_str());
        const auto model = PolicyModel::make(*objects, {});
        Result<void> done;
        if (model)
            done = eachConnection(*model, [](const Connection&) {});
        const bool hasFailed = !model || !done;
        QCOMPARE(hasFailed, isFatal);
        if (!hasFailed)
            return;
        const auto message = QString::fromStdString(describe(model ? done.error() : model.error()));
        // Which object, and where it stands; of pods that differ there is no one place.
        QVERIFY2(!model ? message.contains(".yaml:") : message.contains("different labels"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(tst_reach)
#include "tst_reach.moc"
