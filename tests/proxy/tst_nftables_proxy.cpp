// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle_cases.h"
#include "proxy/nftables_proxy.h"

#include <map>

using namespace hoplens;
using namespace hoplens::proxy;
using namespace hoplens::test;

namespace {

/// Rules by chain in their order, and every other command in any.
std::map<std::string, QStringList> commandsOf(const std::string& text)
{
    std::map<std::string, QStringList> commands;
    for (const auto& line : QString::fromStdString(text).split('\n', Qt::SkipEmptyParts))
        commands[line.startsWith("add rule") ? line.section(' ', 0, 4).toStdString() : "others"] << line;
    commands["others"].sort();
    return commands;
}

/// A chain of a Service that is no more: kube-proxy empties it at once and deletes it a second later. No rule of it, none that leads to it.
bool isStale(const QString& command, const std::string& text)
{
    static const QStringList kinds = {"service-", "local-", "external-", "firewall-", "endpoint-"};
    const auto name = command.section(' ', 4, 4);
    const bool isOfService = command.startsWith("add chain ") && std::ranges::any_of(kinds, [&](const QString& kind) { return name.startsWith(kind); }) && name.contains('/');
    return isOfService && QString::fromStdString(text).count(name + ' ') + QString::fromStdString(text).count(name + '\n') == 1;
}

} // namespace

/// The nftables mode against what real kube-proxy wrote.
class tst_nftables_proxy : public QObject {
    Q_OBJECT
private slots:
    void asKubeProxyWrites_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("kube-proxy/nftables");
        for (const auto& name : oracleCases("kube-proxy/nftables"))
            QTest::newRow(qPrintable(name)) << oracleFolder("kube-proxy/nftables/") + name;
    }
    void asKubeProxyWrites()
    {
        QFETCH(QString, folder);
        const auto read = readCase(folder, "config.yaml");
        QCOMPARE(read.settings.families.size(), std::size_t{1});
        const auto family = read.settings.families.front();
        const auto found = commandsOf(nftText(nftablesTable(ProxiedServices(read.settings, family, kube::ServiceEndpoints(read.objects)))));
        const auto text = contentOf(folder + "/expected.nft");
        auto expected = commandsOf(text);
        expected["others"].removeIf([&](const QString& command) { return isStale(command, text); });
        QString difference;
        for (const auto& [name, lines] : expected) {
            const auto own = found.contains(name) ? found.at(name) : QStringList();
            for (const auto& line : lines)
                difference += own.contains(line) ? "" : "- " + line + "\n";
            for (const auto& line : own)
                difference += lines.contains(line) ? "" : "+ " + line + "\n";
            if (own != lines && difference.isEmpty())
                difference += QString("another order in ") + name.c_str();
        }
        QVERIFY2(difference.isEmpty(), qPrintable(difference));
        QCOMPARE(found.size(), expected.size());
    }
};

QTEST_GUILESS_MAIN(tst_nftables_proxy)
#include "tst_nftables_proxy.moc"
