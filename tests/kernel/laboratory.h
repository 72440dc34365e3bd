// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/namespace_discovery.h"

#include <QString>
#include <QStringList>
#include <map>

namespace hoplens::test {

/// A private network world: namespaces of this process alone, in a mount namespace of its own, with no way out.
/// Everything in it disappears with the process.
class Laboratory {
public:
    /// Why the kernel does not let this process have a laboratory; empty when it does.
    static QString obstacle();
    /// Moves this process into a new network and mount namespace. Call once, before any other thread starts.
    static bool enter();

    /// Makes a namespace with loopback up, errors unlimited and duplicate address detection off.
    void addNamespace(const QString& name);
    void removeAll();
    void removeNamespace(const QString& name);
    /// Runs a program in a namespace ("" is the laboratory's own); input goes to its standard input.
    /// Returns what it wrote to standard error when it failed, else "".
    QString run(const QString& space, const QString& program, const QStringList& arguments, const QString& input = {});
    /// `ip -batch` in a namespace.
    QString ip(const QString& space, const QStringList& lines);
    /// Lets a question for a neighbour fail within 75 ms instead of three seconds. Call it when the devices are there.
    void hurryNeighbours(const QString& space);
    void sysctl(const QString& space, const QString& path, const QString& value);
    /// Moves the calling thread into a namespace until the object goes.
    class Visit {
    public:
        Visit(const Laboratory& laboratory, const QString& space);
        ~Visit();
        Visit(const Visit&) = delete;
        Visit& operator=(const Visit&) = delete;

    private:
        const Laboratory& m_laboratory;
    };

    QStringList names() const;

private:
    void visit(const QString& space) const;
    void leave() const;
    std::map<QString, int> m_spaces;
    mutable FileDescriptor m_home{}; ///< where the thread came from
};

} // namespace hoplens::test

/// The beginning of every test with the kernel: into a laboratory, or a skip that is loud, and in CI a failure.
#define HOPLENS_ENTER_LABORATORY() \
    if (const auto obstacle = hoplens::test::Laboratory::obstacle(); !obstacle.isEmpty()) { \
        if (qEnvironmentVariableIsSet("CI")) \
            QFAIL(qPrintable("in CI the kernel tests must run: " + obstacle)); \
        QSKIP(qPrintable("NOT RUN: " + obstacle)); \
    } \
    QVERIFY(hoplens::test::Laboratory::enter())
