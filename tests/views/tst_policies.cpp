// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/policies_page.h"
#include "window_fixture.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QTemporaryDir>

using namespace hoplens;
using namespace hoplens::views;
using namespace hoplens::test;

namespace {

constexpr const char* manifests = R"({apiVersion: v1, kind: Node, metadata: {name: node-1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: front, namespace: shop, labels: {app: front}}, spec: {containers: [{name: c, image: x}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart, namespace: shop, labels: {app: cart}}, spec: {containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: probe, namespace: ops, labels: {app: probe}}, spec: {containers: [{name: c, image: x}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: cart, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, ingress: [{from: [{podSelector: {matchLabels: {app: front}}}], ports: [{port: 8080}]}]}}
)";

} // namespace

/// The Policies page: the square, its reasons, and what a try would change.
class tst_policies : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    static void waitForAnswer(MainWindow& window)
    {
        QSignalSpy answered(window.policiesPage(), &PoliciesPage::answered);
        QVERIFY(answered.wait(10000));
    }

private slots:
    void initTestCase()
    {
        forgetEverything();
        QFile file(m_folder.filePath("shop.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(manifests);
    }

    void aPairSaysWhy()
    {
        MainWindow window(Theme::Light);
        window.show();
        auto* page = window.policiesPage();
        QSignalSpy answered(page, &PoliciesPage::answered);
        open(window, m_folder.filePath("shop.yaml"));
        window.showPage(5);
        if (answered.isEmpty())
            QVERIFY(answered.wait(10000));
        QAbstractItemModelTester tester(page->connections(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(page->connections()->rowCount(), 10);
        // ops/probe, shop/cart, shop/front, outside
        QTest::mouseClick(page->matrix()->viewport(), Qt::LeftButton, Qt::NoModifier, page->matrix()->middleOf(2, 1));
        QCOMPARE(page->matrix()->chosen(), QPoint(1, 2));
        QVERIFY2(page->reasons().contains("Allowed: TCP 8080.") && page->reasons().contains("allowed by NetworkPolicy shop/cart, ingress rule 1"), qPrintable(page->reasons()));
        QTest::keyClick(page->matrix(), Qt::Key_Up);
        QTest::keyClick(page->matrix(), Qt::Key_Up);
        QCOMPARE(page->matrix()->chosen(), QPoint(1, 0));
        QVERIFY2(page->reasons().contains("Nothing is allowed.") && page->reasons().contains("none of their rules lets this in"), qPrintable(page->reasons()));
        // The graph has the receiver in the middle, and who may reach it on its left.
        QCOMPARE(page->graph()->picture().cards.front().name, std::string("shop/front[Pod]"));
        QCOMPARE(page->graph()->picture().cards.size(), std::size_t{4}); // and whom it may reach
        emit page->graph()->workloadChosen("shop/front[Pod]");
        QCOMPARE(page->graph()->picture().cards.size(), std::size_t{6});
        // What is not there to open is not in the picture either.
        const auto image = page->matrix()->viewport()->grab().toImage();
        const auto at = [&](int row, int column) { return image.pixelColor((page->matrix()->middleOf(row, column) + QPoint(5, 5)) * image.devicePixelRatio()); };
        QVERIFY(at(0, 1) != at(2, 1));
        QVERIFY(at(0, 2) != at(2, 1));
        QVERIFY(at(3, 2) == at(0, 2));
    }

    void whatIsTriedIsCompared()
    {
        MainWindow window(Theme::Dark);
        window.show();
        auto* page = window.policiesPage();
        QSignalSpy answered(page, &PoliciesPage::answered);
        open(window, m_folder.filePath("shop.yaml"));
        if (answered.isEmpty())
            QVERIFY(answered.wait(10000));
        page->tryOut("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: more, namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: cart}}\n  ingress:\n  - ports: [{port: 443}]\n");
        waitForAnswer(window);
        QVERIFY2(page->changes().contains("now allowed: ops/probe[Pod] → shop/cart[Pod]  TCP 443"), qPrintable(page->changes()));
        page->tryOut("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: cart, namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: cart}}\n");
        waitForAnswer(window);
        QVERIFY2(page->changes().contains("now denied: shop/front[Pod] → shop/cart[Pod]  TCP 8080") && !page->changes().contains("443"), qPrintable(page->changes()));
        page->tryOut("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: cart, namespace: shop}\nspec:\n  podSelector: {}\n  ingress: [{from: [{}]}]\n");
        waitForAnswer(window);
        QVERIFY2(page->changes().startsWith("✕") && page->changes().contains("what is tried:6"), qPrintable(page->changes()));
        page->tryOut("");
        waitForAnswer(window);
        QVERIFY2(page->changes().contains("changes nothing"), qPrintable(page->changes()));
        auto* dropped = page->findChild<QComboBox*>("dropped");
        QVERIFY(dropped && dropped->count() == 2);
        dropped->setCurrentIndex(1);
        waitForAnswer(window);
        QVERIFY2(page->changes().contains("now allowed: ops/probe[Pod] → shop/cart[Pod]  all"), qPrintable(page->changes()));
    }
};

QTEST_MAIN(tst_policies)
#include "tst_policies.moc"
