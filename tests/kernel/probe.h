// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "laboratory.h"
#include "trace/trace.h"

namespace hoplens::test {

/// What the sender of a packet saw, and the receiver.
struct Observation {
    enum class View { Answered, Error, LocalError, Silent } view = View::Silent;
    int icmpType = -1;      ///< Error: of the ICMP message; 256 for a TCP reset
    int icmpCode = -1;
    int errorNumber = 0;    ///< LocalError, and TCP errors
    bool serverSaw = false;
    QString serverSpace = {};
    Address sourceSeen = {};
    QString laterSpace = {};   ///< predicted: where a listener takes the answer for a message of its own
    Address laterSource = {};

    QString text() const;
};

struct ProbeFlow {
    QString from;
    std::uint8_t protocol = 17;
    Address destination = {};
    std::uint16_t port = 0;
    std::uint16_t sourcePort = 0;
    QString text() const;
};

/// Servers in namespaces that answer, and clients that send one real packet and watch what comes of it.
class Prober {
public:
    explicit Prober(const Laboratory& laboratory) : m_laboratory(laboratory) {}
    ~Prober() { close(); }
    Prober(const Prober&) = delete;
    Prober& operator=(const Prober&) = delete;

    /// TCP and UDP servers on all addresses of a namespace.
    void listen(const QString& space, std::uint16_t port);
    void close();
    /// Sends one packet (TCP: one connection attempt) and waits until something comes or `milliseconds` have passed.
    Observation probe(const ProbeFlow& flow, int milliseconds);

    /// Of the IP packet that a probe over SCTP is, in bytes.
    static std::uint16_t sctpLength(IpFamily family);

private:
    struct Server {
        QString space;
        int protocol;
        int fd;
    };
    void drain();
    const Laboratory& m_laboratory;
    std::vector<Server> m_servers;
};

/// A probe over SCTP leaves by a raw socket, which is connected: a probe that comes to it as if from its target is its answer.
bool isTakenBySender(const TraceBranch& branch);
/// What the model says that the sender sees, for one branch and one of its replies (or none). nullopt: unknown.
std::optional<Observation> predicted(const World& world, const TraceBranch& branch, const TraceBranch* reply);
/// Whether the kernel's answer is one that the branch allows.
bool agrees(const Observation& model, const Observation& kernel, std::uint8_t protocol);

} // namespace hoplens::test
