// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/reach_picture.h"

#include "base/words.h"
#include "picture/picture_words.h"
#include "picture/shape_writer.h"

#include <algorithm>

namespace hoplens {
namespace {

using policy::Connection;
using policy::Direction;

constexpr double margin = 24;
constexpr double heading = 36;

// The square
constexpr double cell = 18;
constexpr double widestName = 280;
constexpr double nameSize = 12;

// One workload
constexpr double cardWidth = 248;
constexpr double cardHeight = 44;
constexpr double cardGap = 10;
constexpr double columnGap = 128;
constexpr double gateWidth = 12;
constexpr double lowestOwn = 140; ///< it stays in sight beside a long list
constexpr std::size_t shownEnds = 40; ///< of each side

class WorkloadPainter {
public:
    WorkloadPainter(const policy::PolicyModel& model, const std::string& workload) : m_model(model), m_name(workload) {}

    WorkloadPicture paint(std::span<const Connection> connections)
    {
        m_out.picture.title = say("picture", "Who may talk to %1")(m_name);
        std::vector<const Connection*> in;
        std::vector<const Connection*> out;
        for (const auto& connection : connections) {
            if (connection.destination == m_name)
                in.push_back(&connection);
            if (connection.source == m_name)
                out.push_back(&connection);
        }
        constexpr double middleX = margin + cardWidth + columnGap;
        constexpr double rightX = middleX + cardWidth + columnGap;
        for (const auto& [x, words] : {std::pair(margin, say("picture", "may reach it")()), {middleX, say("picture", "Workload")()}, {rightX, say("picture", "it may reach")()}})
            m_write.text({x, margin + 12}, words, 12, Ink::Muted, Face::Sans, true);
        const auto rows = std::max({std::min(in.size(), shownEnds + 1), std::min(out.size(), shownEnds + 1), std::size_t{1}});
        const double height = static_cast<double>(rows) * (cardHeight + cardGap);
        const Box own{middleX, margin + heading + std::min(height / 2 - cardHeight / 2 - cardGap / 2, lowestOwn), cardWidth, cardHeight};
        paintSide(in, margin, own, Direction::Ingress);
        paintSide(out, rightX, own, Direction::Egress);
        const double below = paintOwn(own);
        m_out.picture.width = rightX + cardWidth + margin;
        m_out.picture.height = std::max(margin + heading + height, below) + margin;
        return std::move(m_out);
    }

private:
    std::vector<std::string> selecting(Direction direction) const
    {
        std::vector<std::string> names;
        const auto& workloads = m_model.peers().workloads();
        const auto own = std::ranges::find(workloads, m_name, &policy::Workload::name);
        if (own != workloads.end())
            for (const auto p : m_model.selecting(direction, own->classes.front()))
                names.push_back(m_model.policies()[p].name);
        return names;
    }

    void paintSide(const std::vector<const Connection*>& all, double x, const Box& own, Direction direction)
    {
        const bool isIn = direction == Direction::Ingress;
        const auto shown = std::min(all.size(), shownEnds);
        const auto rows = shown + (all.size() > shown ? 1 : 0);
        double y = std::max(margin + heading, own.y + own.height / 2 - static_cast<double>(rows) * (cardHeight + cardGap) / 2);
        const double plug = isIn ? own.x - gateWidth : own.right() + gateWidth;
        for (std::size_t i = 0; i < rows; ++i, y += cardHeight + cardGap) {
            const Box box{x, y, cardWidth, cardHeight};
            const double level = y + cardHeight / 2;
            const double turn = isIn ? box.right() + columnGap * 0.72 : box.x - columnGap * 0.72;
            if (i == shown) {
                m_write.text({box.x + 12, level + 4}, say("picture", "and %1 more")(std::to_string(all.size() - shown)), 12, Ink::Muted);
                continue;
            }
            const auto& connection = *all[i];
            const auto& other = isIn ? connection.source : connection.destination;
            const bool isUnknown = !connection.unknown.isEmpty();
            const bool isAll = connection.ports.isAll();
            const auto ink = isUnknown ? Ink::Filter : isAll ? Ink::Network : Ink::Link;
            const Point far{isIn ? box.right() : box.x, level};
            const Point near{plug, own.y + own.height / 2};
            m_write.path({far, {turn, far.y}, {turn, near.y}, near}, ink, 1.5, isUnknown ? Dash::Dashed : Dash::Solid);
            const auto ports = isUnknown ? say("picture", "unknown")() : isAll ? say("picture", "all ports")() : connection.ports.text();
            m_write.text({isIn ? far.x + 8 : far.x - 8, level - 6}, fittedText(ports, columnGap * 0.68, 11, Face::Sans), 11, ink, Face::Sans, false, isIn ? Anchor::Start : Anchor::End).title = ports;
            m_write.rectangle(box, 7, ink, Ink::Surface);
            m_write.text({box.x + 12, level + 4}, fittedText(other, cardWidth - 24, 12, Face::Fixed), 12, Ink::Text, Face::Fixed).title = other;
            m_out.cards.push_back({box, other});
        }
        if (all.empty())
            m_write.text({x + 12, own.y + own.height / 2 + 4}, say("picture", "nobody")(), 12, Ink::Muted);
    }

    /// The workload, its gates and the policies that they are made of. Returns where it ends.
    double paintOwn(const Box& own)
    {
        double below = own.bottom() + 20;
        for (const auto direction : {Direction::Ingress, Direction::Egress}) {
            const bool isIn = direction == Direction::Ingress;
            const auto names = selecting(direction);
            const Box gate{isIn ? own.x - gateWidth : own.right(), own.y - 6, gateWidth, own.height + 12};
            if (names.empty()) { // open: no more than a passage
                m_write.path({{isIn ? gate.x : gate.right(), own.y + own.height / 2}, {isIn ? gate.right() : gate.x, own.y + own.height / 2}}, Ink::Muted, 1.5);
            } else {
                m_write.rectangle(gate, 2, Ink::Filter, Ink::Filter);
            }
            m_write.text({own.x, below}, isIn ? (names.empty() ? say("picture", "ingress: no policy")() : say("picture", "ingress by")()) : (names.empty() ? say("picture", "egress: no policy")() : say("picture", "egress by")()), 11, Ink::Muted, Face::Sans, true);
            below += 16;
            for (const auto& name : names) {
                m_write.text({own.x, below}, fittedText(name, cardWidth, 11, Face::Sans), 11, Ink::Filter).title = name;
                below += 16;
            }
            below += 6;
        }
        m_write.rectangle(own, 7, Ink::Text, Ink::Raised, 2);
        m_write.text({own.x + 12, own.y + own.height / 2 + 4}, fittedText(m_name, cardWidth - 24, 12, Face::Fixed), 12, Ink::Text, Face::Fixed, true).title = m_name;
        return below;
    }

    const policy::PolicyModel& m_model;
    std::string m_name;
    WorkloadPicture m_out;
    ShapeWriter m_write{m_out.picture};
};

} // namespace

DisplayList drawReach(const policy::ReachTable& table)
{
    DisplayList out;
    ShapeWriter write(out);
    out.title = say("picture", "Who may talk to whom")();
    double names = 0;
    for (const auto& name : table.names)
        names = std::max(names, std::min(textWidth(name, nameSize, Face::Fixed), widestName));
    const auto side = table.names.size();
    const double left = margin + names + 44;
    const double top = margin + heading;
    const double size = cell * static_cast<double>(side);
    double x = margin;
    for (const auto& [ink, words] : {std::pair(Ink::Network, say("picture", "all ports")()), {Ink::Link, say("picture", "some")()}, {Ink::Surface, say("picture", "none")()}, {Ink::Filter, say("picture", "unknown")()}}) {
        write.rectangle({x, margin - 10, 12, 12}, 2, Ink::Border, ink);
        write.text({x + 18, margin}, words, nameSize, Ink::Muted);
        x += 34 + textWidth(words, nameSize, Face::Sans);
    }
    write.rectangle({left, top, size, size}, 0, Ink::Border, Ink::Surface);
    for (std::size_t row = 0; row < side; ++row) {
        const double y = top + cell * static_cast<double>(row);
        write.text({left - 36, y + cell - 5}, fittedText(table.names[row], widestName, nameSize, Face::Fixed), nameSize, Ink::Text, Face::Fixed, false, Anchor::End).title = table.names[row];
        write.text({left - 6, y + cell - 5}, std::to_string(row + 1), 10, Ink::Muted, Face::Fixed, false, Anchor::End);
        write.text({left + cell * (static_cast<double>(row) + 0.5), top - 6}, std::to_string(row + 1), side < 100 ? 10 : 8, Ink::Muted, Face::Fixed, false, Anchor::Middle);
        for (std::size_t column = 0; column < side; ++column) {
            const auto& own = table.at(row, column);
            if (row == column || (own.ports.isEmpty() && own.unknown.isEmpty()))
                continue;
            const bool isUnknown = !own.unknown.isEmpty();
            const Box box{left + cell * static_cast<double>(column) + 1, y + 1, cell - 2, cell - 2};
            write.rectangle(box, 2, Ink::None, isUnknown ? Ink::Filter : own.ports.isAll() ? Ink::Network : Ink::Link).title = table.names[row] + " → " + table.names[column] + ": " + (isUnknown ? "? " + own.unknown.text() : own.ports.text());
            if (isUnknown || !own.ports.isAll())
                write.text({box.x + box.width / 2, box.y + box.height - 4}, isUnknown ? "?" : "+", 12, Ink::Surface, Face::Fixed, true, Anchor::Middle);
        }
    }
    for (std::size_t i = 1; i < side; ++i)
        if (table.groups[i] != table.groups[i - 1]) {
            const double at = cell * static_cast<double>(i);
            write.path({{left, top + at}, {left + size, top + at}}, Ink::Text, 1);
            write.path({{left + at, top}, {left + at, top + size}}, Ink::Text, 1);
        }
    out.width = left + size + margin;
    out.height = top + size + margin;
    return out;
}

WorkloadPicture drawReachOf(const policy::PolicyModel& model, std::span<const Connection> connections, const std::string& workload) { return WorkloadPainter(model, workload).paint(connections); }

} // namespace hoplens
