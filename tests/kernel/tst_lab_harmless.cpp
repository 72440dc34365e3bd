// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <optional>
#include <unistd.h>

/// Nothing that is typed in the lab touches the host: under strace, as a user without any rights, no call of it is about the network, namespaces or
/// mounts, and no file is opened to write.
class tst_lab_harmless : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    /// Lines of strace about what the lab must not do; nullopt: it did not run.
    std::optional<QStringList> forbiddenCalls(const QStringList& arguments)
    {
        const auto log = m_folder.filePath("calls");
        QFile::remove(log);
        QStringList whole = {"-f", "-qq", "-e", "trace=%network,mount,umount2,pivot_root,setns,unshare,open,openat,creat,rename,unlink,execve", "-o", log};
        if (::getuid() == 0)
            whole = QStringList{"--reuid=65534", "--regid=65534", "--clear-groups", "strace"} + whole;
        QProcess process;
        process.start(::getuid() == 0 ? "setpriv" : "strace", whole + QStringList{m_folder.filePath("hoplens"), "lab"} + arguments);
        QFile calls(log);
        if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit || !calls.open(QIODevice::ReadOnly))
            return std::nullopt;
        m_output = process.readAllStandardOutput();
        QStringList forbidden;
        static const QRegularExpression reading(R"(^\d+ +(open|openat)\(.*O_RDONLY)");
        int seen = 0;
        for (const auto& line : QString::fromUtf8(calls.readAll()).split('\n', Qt::SkipEmptyParts)) {
            ++seen;
            const bool isStart = line.contains("execve(") && seen == 1;
            if (!isStart && !line.contains("exited with") && !reading.match(line).hasMatch())
                forbidden << line;
        }
        return seen > 3 ? std::optional(forbidden) : std::nullopt; // strace saw the libraries at least
    }
    QByteArray m_output;

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7777)));
        QVERIFY(QFile::copy(HOPLENS_PROGRAM, m_folder.filePath("hoplens")));
        QVERIFY(QFile::setPermissions(m_folder.filePath("hoplens"), QFile::Permissions(0x7755)));
    }

    void scripts_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QDir folder(QStringLiteral(HOPLENS_TESTS_DIR "/kernel/scripts"));
        for (const auto& name : folder.entryList({"*.sh"}, QDir::Files, QDir::Name)) {
            QVERIFY(QFile::copy(folder.filePath(name), m_folder.filePath(name)));
            QVERIFY(QFile::setPermissions(m_folder.filePath(name), QFile::Permissions(0x7744)));
            QTest::newRow(qPrintable(name)) << QStringList{m_folder.filePath(name), "--world", "lesson"};
        }
        for (const auto* lesson : {"networking", "wrong-mask", "missing-route", "forwarding-off", "drop-rule"})
            QTest::newRow(lesson) << QStringList{"--lesson", lesson, "--verify"};
    }
    void scripts()
    {
        QFETCH(QStringList, arguments);
        const auto forbidden = forbiddenCalls(arguments);
        QVERIFY2(forbidden, "strace could not run the lab");
        QVERIFY2(forbidden->isEmpty(), qPrintable(forbidden->join("\n")));
        QVERIFY(m_output.size() > 20); // it did something
    }
};

QTEST_GUILESS_MAIN(tst_lab_harmless)
#include "tst_lab_harmless.moc"
