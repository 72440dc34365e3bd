// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lesson.h"
#include "lab/worlds.h"

#include <QTest>

using namespace hoplens;
using namespace hoplens::lab;

namespace {

const std::string sound = R"(# A cable

```lesson
world: empty
```

## One
Some **text**.

```setup
ip netns add a; ip link add v0 type veth peer name v1 netns a
ip link set v0 up; ip -n a link set v1 up; ip addr add 10.0.0.1/24 dev v0
```

```predict
question: Will 10.0.0.2 answer?
ask: ping -c 1 10.0.0.2
because: Nobody has it.
```

```console
for i in 1 2; do
  echo $i
done
```

```task
goal: Make 10.0.0.2 answer.
check: ping -c 1 10.0.0.2
check: ! ping -c 1 10.0.0.3
hint: An address is missing.
solution: ip -n a addr add 10.0.0.2/24 dev v1
points: 3
```

## Two
The end.
)";

/// The place in an error, "mine.md:12".
QString placeOf(const std::string& text)
{
    const auto read = parseLesson(text, "mine.md");
    return read ? QString("it was read") : QString::fromStdString(read.error().where);
}

std::string with(std::string text, const std::string& what, const std::string& instead)
{
    const auto at = text.find(what);
    return at == std::string::npos ? std::string("the test has changed") : text.replace(at, what.size(), instead);
}

} // namespace

class tst_lesson : public QObject {
    Q_OBJECT
private slots:
    void aFileIsRead()
    {
        const auto lesson = parseLesson(sound, "mine.md");
        QVERIFY2(lesson.has_value(), lesson ? "" : lesson.error().message.c_str());
        QCOMPARE(lesson->title, std::string("A cable"));
        QCOMPARE(lesson->world, std::string("empty"));
        QCOMPARE(lesson->steps.size(), std::size_t(2));
        const auto& blocks = lesson->steps[0].blocks;
        QCOMPARE(lesson->steps[0].setup.size(), std::size_t(2));
        QCOMPARE(blocks.size(), std::size_t(4));
        QCOMPARE(blocks[0].text, std::string("Some **text**."));
        QCOMPARE(blocks[1].kind, LessonBlock::Kind::Prediction);
        QCOMPARE(blocks[2].commands, std::vector<std::string>{"for i in 1 2; do\n  echo $i\ndone"});
        QCOMPARE(blocks[3].checks.size(), std::size_t(2));
        QVERIFY(blocks[3].checks[1].isNegated);
        QCOMPARE(blocks[3].points, 3u);
    }

    void whatIsWrongIsToldWithItsLine_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("instead");
        QTest::addColumn<QString>("place");
        QTest::newRow("no title") << "# A cable" << "" << "mine.md:7";
        QTest::newRow("unknown world") << "world: empty" << "world: mars" << "mine.md:5";
        QTest::newRow("unknown key") << "hint: An" << "hnit: An" << "mine.md:31";
        QTest::newRow("no check") << "ask: ping -c 1 10.0.0.2" << "" << "mine.md:15";
        QTest::newRow("a check that cannot be read") << "check: ping -c 1 10.0.0.2" << "check: ping \"" << "mine.md:29";
        QTest::newRow("points") << "points: 3" << "points: many" << "mine.md:33";
        QTest::newRow("an open loop") << "done\n" << "" << "mine.md:23";
        QTest::newRow("an open fence") << "points: 3\n```" << "points: 3" << "mine.md:27";
        QTest::newRow("a fence of another name") << "```predict" << "```question" << "mine.md:15";
        QTest::newRow("a second title") << "## Two" << "# Two" << "mine.md:36";
        QTest::newRow("a fence with more than its name") << "```task" << "```task mine" << "mine.md:27";
        QTest::newRow("a fence in capitals") << "```setup" << "```Setup" << "mine.md:10";
        QTest::newRow("a heading without a blank") << "## Two" << "##Two" << "mine.md:36";
        QTest::newRow("said twice") << "hint: An" << "goal: Another.\nhint: An" << "mine.md:31";
        QTest::newRow("a misspelt fence") << "```predict" << "```predcit" << "mine.md:15";
        QTest::newRow("a misspelt task") << "```task" << "```tasck" << "mine.md:27";
        QTest::newRow("a misspelt setup") << "```setup" << "```stup" << "mine.md:10";
        QTest::newRow("a fence of other text") << "```console" << "```bash" << "it was read";
        QTest::newRow("a solution that cannot be read") << "solution: ip" << "solution: \"" << "mine.md:32";
        QTest::newRow("a world chosen late") << "## Two" << "## Two\n```lesson\nworld: empty\n```" << "mine.md:39";
        QTest::newRow("commands before a step") << "## One\n" << "" << "mine.md:12";
    }
    void whatIsWrongIsToldWithItsLine()
    {
        QFETCH(QString, what);
        QFETCH(QString, instead);
        QFETCH(QString, place);
        QCOMPARE(placeOf(with(sound, what.toStdString(), instead.toStdString())), place);
    }

    void aLessonIsFailedAndPassed()
    {
        const auto lesson = *parseLesson(sound, "mine.md");
        LabWorld world(*startingWorld("empty"));
        Console console(world);
        LessonRun run(lesson, world, console);
        QVERIFY(run.setupFaults().empty());
        QVERIFY(!run.predict(1, true).isRight);
        QVERIFY(run.predict(1, false).isRight); // too late to count
        QCOMPARE(run.points(), 0u);
        const auto notYet = run.check(3);
        QCOMPARE(notYet.outcome, CheckOutcome::Failed);
        QCOMPARE(notYet.checks[0].second, CheckOutcome::Failed);
        QCOMPARE(notYet.checks[1].second, CheckOutcome::Passed);
        QCOMPARE(console.run("ip -n a addr add 10.0.0.2/25 dev v1").status, 0); // another way than the file's
        QCOMPARE(run.check(3).outcome, CheckOutcome::Passed);
        QCOMPARE(run.points(), 3u);
        QCOMPARE(run.possiblePoints(), 4u);
        QVERIFY(run.next().isMoved);
        QVERIFY(!run.next().isMoved);
        QVERIFY(run.score().find("3 of 4 points") != std::string::npos);
        QVERIFY(run.score().find("| One | Will 10.0.0.2 answer? | wrong | 0/1 |") != std::string::npos);
        QVERIFY(run.score().find("| One | Make 10.0.0.2 answer. | done | 3/3 |") != std::string::npos);
    }

    void aSolutionThatWasShownIsWorthNothing()
    {
        const auto lesson = *parseLesson(sound, "mine.md");
        LabWorld world(*startingWorld("empty"));
        Console console(world);
        LessonRun run(lesson, world, console);
        QCOMPARE(run.solve(3), std::vector<std::string>{"ip -n a addr add 10.0.0.2/24 dev v1"});
        QCOMPARE(run.check(3).outcome, CheckOutcome::Passed);
        QCOMPARE(run.points(), 0u);
        QVERIFY(run.score().find("| One | Make 10.0.0.2 answer. | solution shown | 0/3 |") != std::string::npos);
        // Nor is one that was shown by going on and back.
        LabWorld other(*startingWorld("empty"));
        Console second(other);
        LessonRun skipping(lesson, other, second);
        QVERIFY(skipping.next().isMoved && skipping.back());
        QCOMPARE(skipping.check(3).outcome, CheckOutcome::Passed);
        QCOMPARE(skipping.points(), 0u);
    }

    void aQuestionIsAboutWhatStandsBeforeIt()
    {
        const auto lesson = *parseLesson("# T\n## One\n```console\nip netns add blue\n```\n```predict\nquestion: Is there blue?\nask: ip netns | grep blue\n```\n```console\nip netns add green\n```\n```task\ngoal: Add red.\ncheck: ip netns | grep red\nsolution: ip netns add red\n```\n## Two\n", "mine.md");
        LabWorld world(*startingWorld("empty"));
        Console console(world);
        LessonRun run(lesson, world, console);
        QVERIFY(run.predict(1, true).isRight); // though nobody has run the command yet
        QCOMPARE(console.run("ip netns").text, std::string());
        console.run("ip netns add blue");
        const auto moved = run.next();
        QCOMPARE(moved.caughtUp, (std::vector<std::string>{"ip netns add green", "ip netns add red"}));
        QCOMPARE(console.run("ip netns").text, std::string("red\ngreen\nblue\n"));
        QVERIFY(run.back());
        QVERIFY(run.next().caughtUp.empty());
    }

    void checksChangeNothing()
    {
        const auto lesson = *parseLesson(with(sound, "check: ping -c 1 10.0.0.2", "check: ip -n a addr add 10.0.0.9/24 dev v1"), "mine.md");
        LabWorld world(*startingWorld("empty"));
        Console console(world);
        LessonRun run(lesson, world, console);
        const auto before = console.run("ip -n a addr").text;
        QCOMPARE(run.check(3).outcome, CheckOutcome::Passed);
        QCOMPARE(console.run("ip -n a addr").text, before);
    }

    void whatNobodyKnowsPassesNoCheck()
    {
        const auto lesson = *parseLesson(with(sound, "check: ! ping -c 1 10.0.0.3", "check: ! nc -z 10.0.0.2 80"), "mine.md");
        auto start = *startingWorld("empty");
        LabWorld world(start);
        Console console(world);
        LessonRun run(lesson, world, console);
        console.run("ip -n a addr add 10.0.0.2/24 dev v1");
        QCOMPARE(run.check(3).outcome, CheckOutcome::Passed);
        auto& rules = world.change(world.find(std::string_view("a"))->inode).rules;
        rules.tables.push_back({RuleOrigin::Nftables, TableFamily::Ip, false, "t"});
        rules.chains.push_back({TableId{0}, rules.strings.add("c"), Hook::Input, ChainType::Filter, 0, false, false, {}, {0, 1}, {}});
        rules.operations.emplace_back(UnknownOperation{rules.strings.add("frob"), true});
        rules.rules.push_back({0, 1});
        QCOMPARE(run.check(3).outcome, CheckOutcome::Unknown);
    }

    void shippedLessonsAreSound_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto name : shippedLessons())
            QTest::newRow(std::string(name).c_str()) << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
        QCOMPARE(shippedLessons().size(), std::size_t(5));
    }
    void shippedLessonsAreSound()
    {
        QFETCH(QString, name);
        const auto lesson = parseLesson(*shippedLesson(name.toStdString()), name.toStdString());
        QVERIFY2(lesson.has_value(), lesson ? "" : describe(lesson.error()).c_str());
        const auto problems = verifyLesson(*lesson, *startingWorld(lesson->world));
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().c_str());
    }

    void anUnsoundLessonIsTold()
    {
        const auto problemsOf = [](const std::string& text) { return verifyLesson(*parseLesson(text, "mine.md"), *startingWorld("empty")); };
        QVERIFY(problemsOf(sound).empty());
        QCOMPARE(problemsOf(with(sound, "solution: ip -n a addr add 10.0.0.2/24", "solution: ip -n a addr add 10.0.0.4/24")).size(), std::size_t(1));
        QCOMPARE(problemsOf(with(sound, "ip addr add 10.0.0.1/24 dev v0", "ip addr add 10.0.0.1/24 dev v7")).size(), std::size_t(2));
        QCOMPARE(problemsOf(with(sound, "check: ping -c 1 10.0.0.2", "check: true")).size(), std::size_t(1));
        QCOMPARE(problemsOf(with(sound, "  echo $i", "  frobnicate $i")).size(), std::size_t(1));
        QCOMPARE(problemsOf(with(sound, "check: ! ping", "check: ! pnig")).size(), std::size_t(1));
        QCOMPARE(problemsOf(with(sound, "hint: An", "solution: ip link set v9 up\nhint: An")).size(), std::size_t(1));
        QCOMPARE(problemsOf(with(sound, "ask: ping", "ask: pnig")).size(), std::size_t(1));
    }

    void linesAreCompleted()
    {
        LabWorld world(*startingWorld("empty"));
        Console console(world);
        console.run("ip netns add red; ip netns add rose; ip -n red link add br0 type bridge; iptables -N WEB");
        const auto complete = [&](const char* line) {
            QStringList words;
            for (const auto& word : console.complete(line))
                words << QString::fromStdString(word);
            return words.join(' ');
        };
        QCOMPARE(complete("trac"), QString("trace tracepath traceroute"));
        QCOMPARE(complete("ip ne"), QString("neighbour netns"));
        QCOMPARE(complete("ip netns exec r"), QString("red rose"));
        QCOMPARE(complete("sudo ip -n red link set b"), QString("br0"));
        QCOMPARE(complete("ip netns exec red ip link set dev "), QString("br0 lo"));
        QCOMPARE(complete("iptables -A W"), QString("WEB"));
        QCOMPARE(complete("iptables -t n"), QString("nat"));
        QCOMPARE(complete("iptables -A INPUT -j MAS"), QString("MASQUERADE"));
        QCOMPARE(complete("echo x; ip li"), QString("link"));
        QCOMPARE(complete("trace --from netns/re"), QString("netns/red"));
        QCOMPARE(complete("ip link set dev nosuch"), QString());
    }
};

QTEST_GUILESS_MAIN(tst_lesson)
#include "tst_lesson.moc"
