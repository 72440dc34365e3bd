// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/ipvs_text.h"
#include "oracle_cases.h"
#include "proxy/ipvs_proxy.h"

using namespace hoplens;
using namespace hoplens::proxy;
using namespace hoplens::test;

namespace {

/// Lines without the built-in chains: rules in their order, whatever is a set sorted.
QStringList linesOf(const std::string& text)
{
    QStringList rules;
    QStringList others;
    QString table;
    for (const auto& line : QString::fromStdString(text).split('\n', Qt::SkipEmptyParts)) {
        if (line.startsWith('*'))
            table = line;
        if (line.startsWith("-A KUBE-"))
            rules << table + " " + line;
        else if (line.startsWith(":KUBE-") || line.startsWith("create") || line.startsWith("add") || line.startsWith("-A -") || line.startsWith("-a -") || line.front().isDigit())
            others << table + " " + line;
    }
    others.sort();
    std::ranges::stable_sort(rules, {}, [](const QString& rule) { return rule.section(' ', 0, 2); });
    return others + rules;
}

/// Some cases name blocks of node port addresses, but no address of the node: it stands in what is expected alone.
void addNodeAddresses(const QString& folder, Case& read)
{
    for (const auto& words : read.settings.nodePortAddresses)
        for (const auto& line : QString::fromStdString(contentOf(folder + "/expected.ipvsadm")).split('\n')) {
            const auto block = parseSloppyPrefix(words);
            const auto address = Address::parse(line.section(' ', 2, 2).section(':', 0, 0).toStdString());
            if (!line.startsWith("-A") || !block || block->length == 0 || !address || !block->contains(*address))
                continue;
            qInfo("the case does not tell the node's address %s: it is taken from what is expected", address->text().c_str());
            read.settings.interfaceAddresses.push_back(Prefix::host(*address));
        }
}

QString difference(const std::string& expected, const std::string& found)
{
    const auto wanted = linesOf(expected);
    const auto own = linesOf(found);
    QString all;
    for (const auto& line : wanted)
        all += own.contains(line) ? "" : "- " + line + "\n";
    for (const auto& line : own)
        all += wanted.contains(line) ? "" : "+ " + line + "\n";
    return all.isEmpty() && wanted != own ? QString("another order") : all;
}

} // namespace

/// The IPVS mode against what kube-proxy's own code made of the same objects.
class tst_ipvs_proxy : public QObject {
    Q_OBJECT
private slots:
    void asKubeProxyWrites_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("kube-proxy/ipvs");
        for (const auto& name : oracleCases("kube-proxy/ipvs"))
            QTest::newRow(qPrintable(name)) << oracleFolder("kube-proxy/ipvs/") + name;
    }
    void asKubeProxyWrites()
    {
        QFETCH(QString, folder);
        auto read = readCase(folder, "config.yaml");
        if (read.settings.interfaceAddresses.empty())
            addNodeAddresses(folder, read);
        QCOMPARE(read.settings.families.size(), std::size_t{1});
        const auto state = ipvsState(ProxiedServices(read.settings, read.settings.families.front(), kube::ServiceEndpoints(read.objects)));
        std::string bound;
        for (const auto& address : state.boundAddresses)
            bound += address.text() + "\n";
        QCOMPARE(difference(contentOf(folder + "/expected.ipvsadm"), ipvsadmText(serversOf(state))), QString());
        QCOMPARE(difference(contentOf(folder + "/expected.ipset"), ipsetText(state.sets)), QString());
        QCOMPARE(difference(contentOf(folder + "/expected.restore"), restoreText(state.tables)), QString());
        auto addresses = QString::fromStdString(contentOf(folder + "/expected.kube-ipvs0")).split('\n', Qt::SkipEmptyParts);
        auto own = QString::fromStdString(bound).split('\n', Qt::SkipEmptyParts);
        addresses.sort();
        own.sort();
        QCOMPARE(own, addresses);
    }
};

QTEST_GUILESS_MAIN(tst_ipvs_proxy)
#include "tst_ipvs_proxy.moc"
