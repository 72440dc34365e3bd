// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/topology_canvas.h"

#include "picture/picture_words.h"
#include "topology/canvas_accessibility.h"
#include "words/theme.h"

#include <QAccessible>
#include <QGestureEvent>
#include <QPainter>
#include <QPainterPath>
#include <QtConcurrentRun>
#include <algorithm>
#include <cmath>
#include <thread>

namespace hoplens::views {
namespace {

constexpr double largestScale = 12;
constexpr std::size_t paintedAtOnce = 4000; ///< shapes
constexpr double marginOfFrame = 0.08;      ///< of the window, on each side
constexpr int coarseSide = 1400;

} // namespace

TopologyCanvas::TopologyCanvas(QWidget* parent) : QWidget(parent)
{
    installCanvasAccessibility();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(240, 160);
    setAccessibleName(tr("Topology"));
    setAccessibleDescription(tr("The network as a picture. Arrow keys walk along cables, Enter inspects."));
    m_glow.setInterval(50);
    connect(&m_glow, &QTimer::timeout, this, [this] {
        if (!m_overlays.fade())
            m_glow.stop();
        update();
    });
    m_rest.setSingleShot(true);
    m_rest.setInterval(12);
    connect(&m_rest, &QTimer::timeout, this, &TopologyCanvas::renderAside);
    connect(&m_rendering, &QFutureWatcher<Frames>::finished, this, [this] {
        auto frames = m_rendering.result();
        if (frames.picture == m_picture) {
            m_sharp = std::move(frames.sharp);
            if (!frames.coarse.image.isNull())
                m_coarse = std::move(frames.coarse);
        }
        if (m_renderAgain)
            renderAside();
        update();
    });
}

TopologyCanvas::~TopologyCanvas() { m_rendering.waitForFinished(); }

bool TopologyCanvas::isLarge() const { return m_scene && m_scene->picture.shapes.size() > paintedAtOnce; }

void TopologyCanvas::setScene(std::shared_ptr<const Scene> scene)
{
    const bool isFirst = !m_scene;
    m_scene = std::move(scene);
    // The renderer refers to the picture, so both live as long as a rendering needs either.
    m_renderer = m_scene ? std::shared_ptr<const PictureRenderer>(new PictureRenderer(m_scene->picture), [keep = m_scene](const PictureRenderer* renderer) { delete renderer; }) : nullptr;
    m_sharp = {};
    m_coarse = {};
    ++m_picture;
    std::erase_if(m_overlays.selection, [this](const PictureObject& object) { return !m_scene || !m_scene->space(object); });
    clearRoute();
    if (isFirst || m_isFitted)
        fit();
    viewMoved();
}

void TopologyCanvas::setTheme(Theme theme)
{
    if (theme == m_theme)
        return;
    m_theme = theme;
    auto scene = std::move(m_scene);
    const auto center = m_center;
    const double scale = m_scale;
    const bool fitted = m_isFitted;
    setScene(std::move(scene));
    m_center = center;
    m_scale = scale;
    m_isFitted = fitted;
    viewMoved();
}

void TopologyCanvas::select(std::set<PictureObject> objects)
{
    if (objects == m_overlays.selection)
        return;
    m_overlays.selection = std::move(objects);
    update();
    if (QAccessible::isActive()) {
        QAccessibleEvent event(this, QAccessible::Focus);
        QAccessible::updateAccessibility(&event);
    }
    emit selectionChanged(m_overlays.selection);
}

void TopologyCanvas::setRoute(std::vector<RoutePiece> way, std::vector<RoutePiece> back)
{
    m_overlays.way = std::move(way);
    m_overlays.back = std::move(back);
    m_overlays.step = 0;
    m_overlays.isBack = false;
    m_overlays.showsRoute = true;
    update();
}

void TopologyCanvas::showStep(std::size_t step, bool isBack, PacketLabel label)
{
    m_overlays.label = std::move(label);
    m_overlays.step = step;
    m_overlays.isBack = isBack;
    keepInSight();
    update();
}

void TopologyCanvas::clearRoute()
{
    m_overlays.way.clear();
    m_overlays.back.clear();
    m_overlays.showsRoute = false;
    update();
}

QTransform TopologyCanvas::transform() const
{
    QTransform to;
    to.translate(width() / 2.0, height() / 2.0);
    to.scale(m_scale, m_scale);
    to.translate(-m_center.x(), -m_center.y());
    return to;
}

QRectF TopologyCanvas::visibleArea() const { return transform().inverted().mapRect(QRectF(rect())); }
QPointF TopologyCanvas::toPicture(QPointF position) const { return transform().inverted().map(position); }

void TopologyCanvas::viewMoved()
{
    if (isLarge())
        m_rest.start();
    update();
}

void TopologyCanvas::fit()
{
    m_isFitted = true;
    if (!m_scene || m_scene->picture.width <= 0)
        return;
    const auto& picture = m_scene->picture;
    m_center = {picture.width / 2, picture.height / 2};
    m_scale = std::clamp(std::min(width() / picture.width, height() / picture.height) * 0.98, 0.001, m_nearest > 0 ? 3.5 : 1.6);
    viewMoved();
}

void TopologyCanvas::zoomBy(double factor, QPointF around)
{
    const QPointF fixed = toPicture(around);
    const double smallest = m_scene ? std::min(0.05, 0.5 * std::min(width() / std::max(1.0, m_scene->picture.width), height() / std::max(1.0, m_scene->picture.height))) : 0.05;
    m_scale = std::clamp(m_scale * factor, smallest, largestScale);
    m_center += fixed - toPicture(around);
    m_isFitted = false;
    viewMoved();
}

void TopologyCanvas::panBy(QPointF pixels)
{
    m_center -= pixels / m_scale;
    m_isFitted = false;
    viewMoved();
}

bool TopologyCanvas::isSharp() const
{
    if (!isLarge())
        return true;
    const double scale = m_sharp.image.isNull() ? 0 : m_sharp.image.width() / std::max(1.0, m_sharp.area.width());
    return !m_rest.isActive() && !m_rendering.isRunning() && m_sharp.area.contains(visibleArea()) && std::abs(scale / (m_scale * devicePixelRatioF()) - 1) < 0.01;
}

void TopologyCanvas::flyTo(const PictureObject& object)
{
    const Box* box = m_scene ? m_scene->boxOf(object) : nullptr;
    if (!box)
        return;
    m_center = {box->x + box->width / 2, box->y + box->height / 2};
    m_scale = std::max(m_scale, 1.0);
    m_isFitted = false;
    viewMoved();
}

void TopologyCanvas::keepInSight()
{
    const auto& route = m_overlays.currentRoute();
    const QPointF at = packetAt(route, m_overlays.step);
    if (route.empty() || at.isNull())
        return;
    const bool isTooSmall = m_scale < m_nearest;
    m_scale = std::max(m_scale, m_nearest);
    const QRectF inner = visibleArea().adjusted(40 / m_scale, 40 / m_scale, -40 / m_scale, -40 / m_scale);
    if (!isTooSmall && inner.contains(at))
        return;
    centerOn(at);
}

void TopologyCanvas::centerOn(QPointF at)
{
    // As near to the middle as the picture's edges let it be.
    const auto within = [](double middle, double shown, double whole) { return whole <= shown ? whole / 2 : std::clamp(middle, shown / 2, whole - shown / 2); };
    m_center = {within(at.x(), width() / m_scale, m_scene->picture.width), within(at.y(), height() / m_scale, m_scene->picture.height)};
    m_isFitted = false;
    viewMoved();
}

void TopologyCanvas::renderAside()
{
    if (!m_scene || !isLarge())
        return;
    if (m_rendering.isRunning()) {
        m_renderAgain = true;
        return;
    }
    m_renderAgain = false;
    const QRectF visible = visibleArea();
    const QRectF area = visible.adjusted(-visible.width() * marginOfFrame, -visible.height() * marginOfFrame, visible.width() * marginOfFrame, visible.height() * marginOfFrame);
    const double scale = m_scale * devicePixelRatioF();
    const QRectF whole(0, 0, m_scene->picture.width, m_scene->picture.height);
    m_rendering.setFuture(QtConcurrent::run([renderer = m_renderer, area, scale, whole, theme = m_theme, needsCoarse = m_coarse.image.isNull(), picture = m_picture] {
        Frames frames;
        frames.picture = picture;
        frames.sharp = render(*renderer, area, scale, theme);
        if (needsCoarse)
            frames.coarse = render(*renderer, whole, std::min(1.0, coarseSide / std::max(whole.width(), whole.height())), theme);
        if (needsCoarse) // seen for a moment, and blurred: half the memory will do
            frames.coarse.image.convertTo(QImage::Format_RGB16);
        return frames;
    }));
}

TopologyCanvas::Frame TopologyCanvas::render(const PictureRenderer& renderer, const QRectF& area, double scale, Theme theme)
{
    Frame frame;
    frame.area = area;
    frame.image = QImage(QSize(std::max(1, static_cast<int>(area.width() * scale)), std::max(1, static_cast<int>(area.height() * scale))), QImage::Format_RGB32);
    frame.image.fill(color(Ink::Canvas, theme));
    // In two bands side by side in time: a sharp picture is waited for.
    const int half = frame.image.height() / 2;
    const auto paintBand = [&, bits = frame.image.bits(), stride = frame.image.bytesPerLine(), width = frame.image.width()](int from, int to) {
        QImage band(bits + from * stride, width, to - from, stride, QImage::Format_RGB32);
        QPainter painter(&band);
        painter.setRenderHint(QPainter::Antialiasing, scale > 0.05);
        painter.translate(0, -from);
        painter.scale(scale, scale);
        painter.translate(-area.topLeft());
        renderer.paint(painter, QRectF(area.left(), area.top() + from / scale, area.width(), (to - from) / scale), scale, theme);
    };
    std::jthread lower([&] { paintBand(half, frame.image.height()); });
    paintBand(0, half);
    lower.join();
    return frame;
}

void TopologyCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Ink::Canvas, m_theme));
    if (!m_scene)
        return;
    const QTransform to = transform();
    if (isLarge()) {
        const bool isCovered = !m_sharp.image.isNull() && m_sharp.area.contains(visibleArea());
        if (!isCovered && !m_coarse.image.isNull())
            painter.drawImage(to.mapRect(m_coarse.area), m_coarse.image);
        if (!m_sharp.image.isNull())
            painter.drawImage(to.mapRect(m_sharp.area), m_sharp.image);
    } else {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setTransform(to);
        m_renderer->paint(painter, visibleArea(), m_scale * devicePixelRatioF(), m_theme);
    }
    painter.setTransform(to);
    painter.setRenderHint(QPainter::Antialiasing);
    m_overlays.paint(painter, *m_scene, *m_renderer, visibleArea(), m_scale, m_theme);
    painter.resetTransform();
    if (m_drag == Drag::Rubber) {
        QColor veil = color(Ink::Link, m_theme);
        painter.setPen(veil);
        veil.setAlpha(32);
        painter.setBrush(veil);
        painter.drawRect(QRectF(m_pressedAt, m_lastAt).normalized());
    }
    paintMinimap(painter);
}

void TopologyCanvas::paintMinimap(QPainter& painter) const
{
    const QRectF whole(0, 0, m_scene->picture.width, m_scene->picture.height);
    if (visibleArea().contains(whole) || whole.isEmpty() || m_nearest > 0) // on the projector there is no room for it
        return;
    const double scale = std::min(180.0 / whole.width(), 120.0 / whole.height());
    const QSizeF size(whole.width() * scale, whole.height() * scale);
    const QRectF box(width() - size.width() - 16, height() - size.height() - 16, size.width(), size.height());
    painter.setPen(color(Ink::Border, m_theme));
    painter.setBrush(color(Ink::Surface, m_theme));
    painter.drawRect(box.adjusted(-4, -4, 4, 4));
    if (!m_coarse.image.isNull()) {
        painter.drawImage(box, m_coarse.image);
    } else {
        painter.setPen(Qt::NoPen);
        for (const auto& [object, where] : m_scene->boxes) {
            const auto* link = m_scene->link(object);
            painter.setBrush(color(link ? Ink::Link : object.link == 0 ? Ink::Border : Ink::Muted, m_theme));
            if (object.link == 0 || (link && link->kind == LinkKind::Bridge))
                painter.drawRect(QRectF(box.x() + where.x * scale, box.y() + where.y * scale, std::max(1.0, where.width * scale), std::max(1.0, where.height * scale)));
        }
    }
    const QRectF seen = visibleArea().intersected(whole);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color(Ink::Problem, m_theme), 1.5));
    painter.drawRect(QRectF(box.x() + seen.x() * scale, box.y() + seen.y() * scale, seen.width() * scale, seen.height() * scale));
}

void TopologyCanvas::resizeEvent(QResizeEvent*)
{
    if (m_isFitted)
        fit();
    else if (m_nearest > 0 && m_scene && !m_overlays.currentRoute().empty())
        centerOn(packetAt(m_overlays.currentRoute(), m_overlays.step));
    viewMoved();
}

void TopologyCanvas::showChanged(const std::set<PictureObject>& objects)
{
    if (!m_overlays.clock.isValid())
        m_overlays.clock.start();
    for (const auto& object : objects)
        m_overlays.changed[object] = m_overlays.clock.elapsed();
    if (!m_overlays.changed.empty())
        m_glow.start();
}

void TopologyCanvas::setBitRates(std::map<PictureObject, double> rates)
{
    m_overlays.bitRates = std::move(rates);
    update();
}

void TopologyCanvas::setPen(bool on)
{
    m_hasPen = on;
    setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor);
}

void TopologyCanvas::wipe()
{
    m_overlays.strokes.clear();
    update();
}

void TopologyCanvas::setSpotlight(bool on)
{
    m_overlays.hasSpotlight = on;
    update();
}

void TopologyCanvas::setNearest(double smallestScale)
{
    m_nearest = smallestScale;
    if (m_overlays.showsRoute)
        keepInSight();
}

PictureObject TopologyCanvas::objectAt(QPointF inWindow) const { return m_renderer ? m_renderer->objectAt(toPicture(inWindow), 5 / m_scale) : PictureObject{}; }

QString spokenName(const Scene& scene, const PictureObject& object)
{
    const auto* space = scene.space(object);
    if (!space)
        return {};
    const auto spaceName = space->isHost ? TopologyCanvas::tr("the host namespace") : TopologyCanvas::tr("namespace %1").arg(text(space->name));
    const auto* link = scene.link(object);
    if (!link)
        return object.link < 0 ? TopologyCanvas::tr("a station of the kernel in %1").arg(spaceName) : spaceName;
    QStringList said = {TopologyCanvas::tr("interface %1 in %2").arg(text(link->name), text(space->name))};
    if (const auto address = firstAddress(*space, *link); !address.empty())
        said << text(address);
    if (const auto trouble = troubleOf(*link); !trouble.empty())
        said << text(trouble);
    return said.join(", ");
}

std::vector<PictureObject> TopologyCanvas::namespacesInSight(std::size_t most) const
{
    std::vector<PictureObject> seen;
    const QRectF visible = visibleArea();
    if (m_scene)
        for (const auto& [object, box] : m_scene->boxes)
            if (object.link == 0 && visible.intersects(QRectF(box.x, box.y, box.width, box.height))) {
                if (seen.size() == most)
                    return {};
                seen.push_back(object);
            }
    return seen;
}

QImage TopologyCanvas::grabImage(QSize size) const
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(color(Ink::Canvas, m_theme));
    if (!m_scene)
        return image;
    const auto& picture = m_scene->picture;
    const double scale = std::min(size.width() / picture.width, size.height() / picture.height);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate((size.width() - picture.width * scale) / 2, (size.height() - picture.height * scale) / 2);
    painter.scale(scale, scale);
    m_renderer->paint(painter, QRectF(0, 0, picture.width, picture.height), scale, m_theme);
    m_overlays.paint(painter, *m_scene, *m_renderer, QRectF(0, 0, picture.width, picture.height), scale, m_theme);
    return image;
}

} // namespace hoplens::views
