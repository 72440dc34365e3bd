// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/services_page.h"
#include "rules/rules_page.h"
#include "window_fixture.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QTemporaryDir>

using namespace hoplens;
using namespace hoplens::views;
using namespace hoplens::test;

namespace {

constexpr const char* manifests = R"({apiVersion: v1, kind: Node, metadata: {name: node-1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: front, namespace: shop}, spec: {containers: [{name: c, image: x}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart-1, namespace: shop, labels: {app: cart}}, spec: {containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart-2, namespace: shop, labels: {app: cart}}, spec: {containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {selector: {app: cart}, ports: [{name: http, port: 80, targetPort: 8080}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: typo, namespace: shop}, spec: {selector: {app: carts}, ports: [{port: 80}]}}
)";

} // namespace

/// The Services page: a table, a graph, and the ways from it.
class tst_services : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

private slots:
    void initTestCase()
    {
        forgetEverything();
        QFile file(m_folder.filePath("shop.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(manifests);
    }

    void servicesAreListedDrawnAndTraced()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window, m_folder.filePath("shop.yaml"));
        auto* page = window.servicesPage();
        window.showPage(4);
        QAbstractItemModelTester tester(page->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(page->model()->rowCount(), 2);
        QCOMPARE(page->model()->index(0, ServiceModel::EndpointsColumn).data().toString(), QString("2 of 2 ready"));
        QVERIFY(page->model()->index(1, ServiceModel::EndpointsColumn).data().toString().contains("2 pods match app=cart"));
        page->choose(0);
        // The Service, its port, and two endpoints that have half of the connections each.
        const auto& drawn = page->graph()->picture();
        QCOMPARE(drawn.cards.size(), std::size_t{4});
        QCOMPARE(std::ranges::count_if(drawn.picture.shapes, [](const Shape& shape) { return shape.text == "50 %"; }), 2);

        QSignalSpy shown(&window, &MainWindow::traceShown);
        const auto card = std::ranges::find(drawn.cards, std::string("svc/shop/cart:80"), &ServiceCard::target);
        QVERIFY(card != drawn.cards.end());
        QTest::mouseClick(page->graph()->viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(static_cast<int>(card->box.x) + 8, static_cast<int>(card->box.y) + 8));
        QVERIFY(shown.count() > 0 || shown.wait(10000));
        const auto& result = window.tracePanel()->result();
        QCOMPARE(result->question.to, QString("svc/shop/cart:80"));
        QVERIFY(result->question.from.startsWith("pod/shop/"));
        QCOMPARE(result->trace.branches.size(), std::size_t{2});

        emit page->rulesAsked("shop/cart:http", "tcp");
        QVERIFY(window.rulesPage()->isVisible());
        QCOMPARE(window.rulesPage()->rules()->rowCount(), 2);
    }

    void withoutObjectsThePageSaysSo()
    {
        MainWindow window(Theme::Dark);
        window.show();
        open(window);
        window.showPage(4);
        QCOMPARE(window.servicesPage()->model()->rowCount(), 0);
        QVERIFY(!window.servicesPage()->graph()->isVisible());
    }
};

QTEST_MAIN(tst_services)
#include "tst_services.moc"
