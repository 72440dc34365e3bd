// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/iptables_rule.h"
#include "lab/iptables_spellings.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

/// How a rule is read that is typed behind `iptables -A`. One class in two files:
///   iptables_rule_reader.cpp   the words in their order, addresses, protocols, ports, what is missing in the end
///   iptables_rule_options.cpp  the options of matches and targets
namespace hoplens::lab {

using Complaint = tl::unexpected<IptablesComplaint>;
inline Complaint complain(std::string text) { return Complaint(IptablesComplaint{std::move(text)}); }

template <std::size_t N> bool isIn(const std::array<std::string_view, N>& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

/// As a shell needs it to be one word.
std::string quoted(const std::string& word);
/// Splits at a separator; empty pieces stay.
std::vector<std::string> splitAt(std::string_view text, char separator);

class TypedRuleReader {
public:
    TypedRuleReader(const RulePlace& place, std::span<const std::string> words) : m_place(place)
    {
        for (const auto& word : words) { // "--dport=80" is two words, and so is "-ptcp"
            if (word.size() > 2 && word[0] == '-' && std::string_view("sdpiojgm").find(word[1]) != std::string_view::npos) {
                m_words.push_back(word.substr(0, 2));
                m_words.push_back(word.substr(2));
                continue;
            }
            const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
            m_words.push_back(word.substr(0, equals));
            if (equals != std::string::npos)
                m_words.push_back(word.substr(equals + 1));
        }
    }
    tl::expected<std::vector<std::string>, IptablesComplaint> read();

private:
    using Step = tl::expected<void, IptablesComplaint>;

    bool atEnd() const { return m_at == m_words.size(); }
    Step readOption(const std::string& option);
    Step readAddresses(const std::string& option);
    Step readProtocol();
    Step readInterface(const std::string& option);
    Step readTarget(const std::string& option);
    Step readPorts(const std::string& option);
    Step readExtension(const std::string& option);
    tl::expected<std::string, IptablesComplaint> value(const std::string& option);
    tl::expected<std::string, IptablesComplaint> port(const std::string& word) const;
    Step finish();

    /// A match with its options, which are written in the order of their ranks.
    struct Module {
        std::string name;
        std::vector<std::pair<std::size_t, std::string>> options;
        std::set<std::string> given = {}; ///< options, each of which stands once
    };

    std::string bang() { return std::exchange(m_isNegated, false) ? "! " : ""; }
    bool has(std::string_view option) const { return m_seen.contains(std::string(option)); }
    static Step takeOnce(std::set<std::string>& given, const std::string& owner, const std::string& option);
    Step chooseModule(const std::string& option);
    Step readTargetOption(const std::string& option);
    Step checkSet(const std::string& option) const;
    Step readTypeOfService();
    Step readNatPorts(std::string& word, std::size_t begin);
    Step readIcmpType();
    Step checkTcpFlags() const;
    std::string values(const std::string& option);
    void put(std::size_t rank, std::string text) { m_modules[m_module].options.emplace_back(rank, std::move(text)); }
    std::string protocolModule() const { return m_protocol == "ipv6-icmp" ? "icmp6" : m_protocol; }
    static Step wholeModule(const Module& module);
    std::string body() const;

    const RulePlace& m_place;
    std::vector<std::string> m_words;
    std::size_t m_at = 0;
    bool m_isNegated = false;
    std::set<std::string> m_seen;
    std::vector<std::string> m_sources = {""};
    std::vector<std::string> m_destinations = {""};
    std::string m_protocol;       ///< as it is written behind -p
    bool m_isProtocolNegated = false;
    std::string m_base;           ///< interfaces, protocol, fragment
    std::vector<Module> m_modules;
    std::size_t m_module = 0;     ///< whose options come now
    std::string m_target;
    bool m_isGoto = false;
    std::string m_targetText;
    std::vector<std::string> m_targetOptions;
    std::set<std::string> m_targetGiven; ///< options, each of which stands once
    std::string m_wrongAddress;   ///< a complaint
    std::string m_wrongInterface; ///< one that comes after it
    std::string m_wrongTarget;    ///< one that comes after it
};

} // namespace hoplens::lab
