// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/canvas_overlays.h"

#include <QFutureWatcher>
#include <QImage>
#include <QTimer>
#include <QWidget>
#include <set>

namespace hoplens::views {

/// The picture of the network on the screen: pan, zoom, select, and a packet that walks its path.
///
/// A small picture is painted as it is. A large one is rendered aside into an image somewhat larger than the window; while the view
/// moves, that image is moved and scaled, over a coarse image of everything, and a sharp one follows as soon as the view rests.
class TopologyCanvas : public QWidget {
    Q_OBJECT
public:
    explicit TopologyCanvas(QWidget* parent = nullptr);
    ~TopologyCanvas() override;

    /// Another picture; the view stays where it is unless it is the first one.
    void setScene(std::shared_ptr<const Scene> scene);
    void setTheme(Theme theme);
    const std::shared_ptr<const Scene>& scene() const { return m_scene; }
    const std::set<PictureObject>& selection() const { return m_overlays.selection; }
    void select(std::set<PictureObject> objects);
    void setRoute(std::vector<RoutePiece> way, std::vector<RoutePiece> back);
    /// Shows the packet at a step of the way (or, with isBack, of the way back); the view follows when it would leave it.
    void showStep(std::size_t step, bool isBack, PacketLabel label);
    void clearRoute();
    /// Makes objects glow for a short while.
    void showChanged(const std::set<PictureObject>& objects);
    /// Bits a second through interfaces: how thick their cables are.
    void setBitRates(std::map<PictureObject, double> rates);
    /// With the pen, the left button draws over the picture.
    void setPen(bool on);
    bool hasPen() const { return m_hasPen; }
    void wipe();
    std::size_t strokeCount() const { return m_overlays.strokes.size(); }
    /// Dims all but the place where the packet is.
    void setSpotlight(bool on);
    bool hasSpotlight() const { return m_overlays.hasSpotlight; }
    /// While a packet is shown, the picture is at least this large (pixels a unit).
    void setNearest(double smallestScale);

    void fit();
    void zoomBy(double factor, QPointF around);
    /// Moves the picture by so many pixels of the window.
    void panBy(QPointF pixels);
    /// False while a sharp image of what the view shows is on its way.
    bool isSharp() const;
    /// Brings an object to the middle, near enough to read.
    void flyTo(const PictureObject& object);
    double scale() const { return m_scale; }
    /// What is at a point of the window; invalid: nothing.
    PictureObject objectAt(QPointF inWindow) const;
    /// Where a point of the picture is in the window.
    QPointF toWindow(QPointF inPicture) const { return transform().map(inPicture); }
    /// The object next to the selected one in a direction, along cables and walls; invalid: none.
    PictureObject neighbour(const PictureObject& from, QPointF direction) const;
    /// The namespaces that can be seen; none when they are more than `most`.
    std::vector<PictureObject> namespacesInSight(std::size_t most) const;
    /// What the view shows, as an image of the size in device pixels.
    QImage grabImage(QSize size) const;

signals:
    void selectionChanged(const std::set<hoplens::PictureObject>& objects);
    void activated(const hoplens::PictureObject& object);
    void moveWanted(const std::set<hoplens::PictureObject>& objects, QPointF by);
    void menuWanted(QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    bool event(QEvent*) override;

private:
    QTransform transform() const;
    QRectF visibleArea() const;
    QPointF toPicture(QPointF position) const;
    void viewMoved();
    void keepInSight();
    void centerOn(QPointF inPicture);
    void renderAside();
    void lift();
    void paintMinimap(QPainter& painter) const;
    bool isLarge() const;

    /// A rendered part of the picture.
    struct Frame {
        QImage image;
        QRectF area;
    };
    struct Frames {
        Frame sharp;
        Frame coarse;   ///< empty when there was one
        int picture = 0; ///< of which they are
    };
    static Frame render(const PictureRenderer& renderer, const QRectF& area, double scale, Theme theme);

    std::shared_ptr<const Scene> m_scene;
    std::shared_ptr<const PictureRenderer> m_renderer;
    Theme m_theme = Theme::Light;
    double m_scale = 1;
    QPointF m_center;
    bool m_isFitted = true; ///< the whole stays in sight when the window changes
    double m_nearest = 0;     ///< the packet is shown at least this large
    bool m_hasPen = false;
    CanvasOverlays m_overlays;
    QTimer m_glow;
    Frame m_sharp;
    Frame m_coarse;
    QTimer m_rest;
    QFutureWatcher<Frames> m_rendering;
    bool m_renderAgain = false;
    int m_picture = 0; ///< counts scenes and themes: an image of an earlier one is thrown away
    enum class Drag { None, Pan, Rubber, Lift, Move, Draw } m_drag = Drag::None;
    QPointF m_pressedAt;
    QPointF m_lastAt;
};

/// How an object is spoken of: "interface eth0 in ns1, 10.0.0.2/24, down".
QString spokenName(const Scene& scene, const PictureObject& object);

} // namespace hoplens::views
