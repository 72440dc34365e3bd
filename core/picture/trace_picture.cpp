// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/trace_picture.h"

#include "base/words.h"
#include "picture/picture_words.h"
#include "picture/shape_writer.h"
#include "trace/words.h"

#include <algorithm>

namespace hoplens {
namespace {

constexpr double margin = 24;
constexpr double cardWidth = 400;
constexpr double cardGap = 24;
constexpr double rowHeight = 26;
constexpr std::size_t cardsInRow = 3;

/// A run of steps in one namespace.
struct Hop {
    std::string title;
    bool isBack = false;
    std::vector<const Step*> steps = {};
};

void addHops(const World& world, const TraceBranch& walked, bool isBack, std::vector<Hop>& hops)
{
    SpaceId here;
    for (const auto& step : walked.steps) {
        if (hops.empty() || hops.back().isBack != isBack || !(step.space == here)) {
            here = step.space;
            hops.push_back({(isBack ? "↩ " : "") + world.space(here).data.name, isBack});
        }
        if (!isQuiet(step))
            hops.back().steps.push_back(&step);
    }
}

std::vector<std::string> wrapped(const std::string& text, double width, float size)
{
    std::vector<std::string> lines(1);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        const auto word = text.substr(at, end - at);
        if (!lines.back().empty() && textWidth(lines.back() + " " + word, size, Face::Sans) > width)
            lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : " ") + word;
        at = end + 1;
    }
    return lines;
}

class TracePainter {
public:
    explicit TracePainter(const World& world) : m_world(world) {}

    DisplayList paint(const Trace& trace, std::size_t number, std::size_t reply)
    {
        const auto& branch = trace.branches[number];
        std::vector<Hop> hops;
        addHops(m_world, branch, false, hops);
        if (reply < branch.replies.size())
            addHops(m_world, branch.replies[reply], true, hops);
        const double width = margin * 2 + static_cast<double>(std::min(cardsInRow, std::max<std::size_t>(2, hops.size()))) * (cardWidth + cardGap) - cardGap;
        double y = margin + 14;
        const auto& flow = trace.flow;
        const auto question = trace.from + " → " + flow.destination.text() + (flow.destinationPort != 0 ? " " + say("trace", "port %1")(std::to_string(flow.destinationPort)) : "") + " " + protocolName(flow.protocol);
        m_write.text({margin, y}, question, 13, Ink::Muted, Face::Fixed);
        m_out.title = question;
        y += 28;
        for (const auto& line : wrapped(describeBranch(m_world, trace, branch), width - 2 * margin, 17)) {
            m_write.text({margin, y}, line, 17, Ink::Text, Face::Sans, true);
            y += 24;
        }
        y += 8;
        for (std::size_t first = 0; first < hops.size(); first += cardsInRow) {
            double bottom = y;
            for (std::size_t i = first; i < std::min(first + cardsInRow, hops.size()); ++i)
                bottom = std::max(bottom, paintHop(hops[i], margin + static_cast<double>(i - first) * (cardWidth + cardGap), y, i + 1 < hops.size() && i + 1 < first + cardsInRow));
            y = bottom + cardGap;
        }
        m_out.width = width;
        m_out.height = y - cardGap + margin;
        return std::move(m_out);
    }

private:
    double paintHop(const Hop& hop, double x, double y, bool leadsOn)
    {
        const Box box{x, y, cardWidth, 44 + static_cast<double>(hop.steps.size()) * rowHeight};
        m_write.rectangle(box, 8, Ink::Border, Ink::Surface);
        m_write.text({x + 14, y + 24}, hop.title, 14, Ink::Text, Face::Sans, true);
        double row = y + 36;
        for (const auto* step : hop.steps) {
            const Ink ink = inkOf(*step);
            m_write.rectangle({x + 14, row + 4, 18, 16}, 4, ink, Ink::None, 1.25F);
            m_write.text({x + 23, row + 16}, std::to_string(step->layer), 11, ink, Face::Sans, true, Anchor::Middle);
            m_write.text({x + 40, row + 17}, describeKind(step->kind), 12, ink, Face::Sans, true);
            m_write.text({x + 118, row + 17}, fittedText(describeStep(m_world, *step), cardWidth - 130, 11.5, Face::Fixed), 11.5, Ink::Text, Face::Fixed);
            row += rowHeight;
        }
        if (leadsOn) {
            m_write.path({{box.right() + 4, y + 22}, {box.right() + cardGap - 4, y + 22}}, Ink::Muted, 1.5F);
            m_write.path({{box.right() + cardGap - 9, y + 18}, {box.right() + cardGap - 4, y + 22}, {box.right() + cardGap - 9, y + 26}}, Ink::Muted, 1.5F);
        }
        return box.bottom();
    }

    const World& m_world;
    DisplayList m_out;
    ShapeWriter m_write{m_out};
};

} // namespace

Ink inkOf(const Step& step)
{
    switch (step.reason) {
    case Reason::None: return inkOf(step.kind);
    case Reason::UnknownRule:
    case Reason::UnknownRoute:
    case Reason::UnknownDevice:
    case Reason::UnknownFact: return Ink::Muted;
    default: return Ink::Problem;
    }
}

Ink inkOf(StepKind kind)
{
    switch (kind) {
    case StepKind::Rule:
    case StepKind::Conntrack: return Ink::Filter;
    case StepKind::Nat: return Ink::Translation;
    case StepKind::Route:
    case StepKind::Sysctl:
    case StepKind::Icmp: return Ink::Network;
    case StepKind::Vxlan: return Ink::Overlay;
    case StepKind::Application:
    case StepKind::Socket: return Ink::Text;
    default: return Ink::Link;
    }
}

DisplayList drawTrace(const World& world, const Trace& trace, std::size_t branch, std::size_t reply)
{
    return branch < trace.branches.size() ? TracePainter(world).paint(trace, branch, reply) : DisplayList{};
}

} // namespace hoplens
