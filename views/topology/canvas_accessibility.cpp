// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/canvas_accessibility.h"

#include "picture/picture_words.h"
#include "topology/topology_canvas.h"
#include "words/theme.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QCoreApplication>
#include <QPointer>
#include <algorithm>
#include <map>

namespace hoplens::views {
namespace {

class CanvasInterface;

/// One object of the picture.
class ObjectInterface : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    ObjectInterface(TopologyCanvas* canvas, const PictureObject& object) : m_canvas(canvas), m_object(object) {}

    bool isValid() const override { return m_canvas && m_canvas->scene() && m_canvas->scene()->boxes.contains(m_object); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_canvas ? m_canvas->window()->windowHandle() : nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* parent() const override { return m_canvas ? QAccessible::queryAccessibleInterface(m_canvas) : nullptr; }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    void setText(QAccessible::Text, const QString&) override {}
    QAccessible::Role role() const override { return QAccessible::ListItem; }

    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        if (kind == QAccessible::Name)
            return spokenName(*m_canvas->scene(), m_object);
        if (kind == QAccessible::Description)
            if (const auto* space = m_canvas->scene()->space(m_object); space && m_object.link == 0)
                return views::text(defaultRoute(*space));
        return {};
    }

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const auto& box = m_canvas->scene()->boxes.at(m_object);
        const QRectF shown(m_canvas->toWindow({box.x, box.y}), m_canvas->toWindow({box.right(), box.bottom()}));
        return QRect(m_canvas->mapToGlobal(shown.topLeft().toPoint()), shown.size().toSize());
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        state.selected = m_canvas && m_canvas->selection().contains(m_object);
        state.focused = state.selected && m_canvas->hasFocus();
        state.invalid = !isValid();
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override { return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr; }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& name) override
    {
        if (name == pressAction() && isValid()) {
            m_canvas->select({m_object});
            m_canvas->flyTo(m_object);
        }
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }
    const PictureObject& pictureObject() const { return m_object; }

private:
    QPointer<TopologyCanvas> m_canvas;
    PictureObject m_object;
};

class CanvasInterface : public QAccessibleWidget {
public:
    explicit CanvasInterface(TopologyCanvas* canvas) : QAccessibleWidget(canvas, QAccessible::List), m_canvas(canvas) {}
    ~CanvasInterface() override
    {
        for (const auto& [object, id] : m_ids)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return m_canvas->scene() ? static_cast<int>(m_canvas->scene()->boxes.size()) : 0; }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        return interfaceOf(order()[static_cast<std::size_t>(index)]);
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        const auto* object = dynamic_cast<const ObjectInterface*>(wanted);
        const auto at = object && m_canvas->scene() ? std::ranges::lower_bound(order(), object->pictureObject()) : order().end();
        return at != order().end() && *at == object->pictureObject() ? static_cast<int>(at - order().begin()) : -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const auto object = m_canvas->objectAt(m_canvas->mapFromGlobal(QPoint(x, y)));
        return object.isValid() && m_canvas->scene()->boxes.contains(object) ? interfaceOf(object) : nullptr;
    }
    QAccessibleInterface* focusChild() const override { return m_canvas->selection().empty() ? nullptr : interfaceOf(*m_canvas->selection().begin()); }

private:
    /// The objects of the picture by number.
    const std::vector<PictureObject>& order() const
    {
        if (m_ordered != m_canvas->scene()) {
            m_ordered = m_canvas->scene();
            m_order.clear();
            if (m_ordered)
                for (const auto& [object, box] : m_ordered->boxes)
                    m_order.push_back(object);
        }
        return m_order;
    }
    QAccessibleInterface* interfaceOf(const PictureObject& object) const
    {
        const auto [at, isNew] = m_ids.try_emplace(object, 0);
        if (isNew)
            at->second = QAccessible::registerAccessibleInterface(new ObjectInterface(m_canvas, object));
        return QAccessible::accessibleInterface(at->second);
    }
    TopologyCanvas* m_canvas;
    mutable std::map<PictureObject, QAccessible::Id> m_ids;
    mutable std::shared_ptr<const Scene> m_ordered; ///< of which scene the next member is
    mutable std::vector<PictureObject> m_order;
};

QAccessibleInterface* makeInterface(const QString& className, QObject* object)
{
    if (className == QLatin1String("hoplens::views::TopologyCanvas"))
        return new CanvasInterface(static_cast<TopologyCanvas*>(object));
    return nullptr;
}

} // namespace

void installCanvasAccessibility()
{
    QAccessible::removeFactory(makeInterface);
    QAccessible::installFactory(makeInterface);
}

} // namespace hoplens::views
