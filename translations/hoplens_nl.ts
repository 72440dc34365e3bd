<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl_NL">
<context>
    <name>cluster</name>
    <message>
        <source>policies select %1 for %2, and have no effect here: %3 does not enforce them</source>
        <translation>policies selecteren %1 voor %2, maar hebben hier geen effect: %3 dwingt ze niet af</translation>
    </message>
    <message>
        <source>policies select %1 for %2, and say nothing of other protocols than TCP, UDP and SCTP: that is left to the network plugin</source>
        <translation>policies selecteren %1 voor %2, en zeggen niets over andere protocollen dan TCP, UDP en SCTP: dat is aan de netwerkplugin</translation>
    </message>
    <message>
        <source>%1 of %2 is allowed by %3</source>
        <translation>%1 van %2 is toegestaan door %3</translation>
    </message>
    <message>
        <source>%1 of %2 is denied by %3</source>
        <translation>%1 van %2 is verboden door %3</translation>
    </message>
    <message>
        <source>no rule of the policies that select %1 for %2 allows this: %3</source>
        <translation>geen regel van de policies die %1 voor %2 selecteren staat dit toe: %3</translation>
    </message>
    <message>
        <source>none of the policies that select %1 for %2 has a word on this: allowed</source>
        <translation>geen van de policies die %1 voor %2 selecteren zegt hier iets over: toegestaan</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ArrangementKeeper</name>
    <message>
        <source>move</source>
        <translation>verplaatsen</translation>
    </message>
    <message>
        <source>expand</source>
        <translation>uitklappen</translation>
    </message>
    <message>
        <source>collapse</source>
        <translation>inklappen</translation>
    </message>
    <message>
        <source>hide</source>
        <translation>verbergen</translation>
    </message>
    <message>
        <source>unpin</source>
        <translation>losmaken</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>vastzetten</translation>
    </message>
    <message>
        <source>lay out anew</source>
        <translation>opnieuw schikken</translation>
    </message>
    <message>
        <source>show everything</source>
        <translation>alles tonen</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ChainModel</name>
    <message>
        <source>chains of %1</source>
        <translation>ketens van %1</translation>
    </message>
    <message>
        <source>1 rule</source>
        <translation>1 regel</translation>
    </message>
    <message>
        <source>%1 rules</source>
        <translation>%1 regels</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>prioriteit %1</translation>
    </message>
    <message>
        <source>%1, table %2 %3 (%4)</source>
        <translation>%1, tabel %2 %3 (%4)</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ChartsPage</name>
    <message>
        <source>Namespace</source>
        <translation>Namespace</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Wat er getekend wordt</translation>
    </message>
    <message>
        <source>bits per second</source>
        <translation>bits per seconde</translation>
    </message>
    <message>
        <source>packets per second</source>
        <translation>pakketten per seconde</translation>
    </message>
    <message>
        <source>drops per second</source>
        <translation>verworpen per seconde</translation>
    </message>
    <message>
        <source>errors per second</source>
        <translation>fouten per seconde</translation>
    </message>
    <message>
        <source>rule hits per second</source>
        <translation>regeltreffers per seconde</translation>
    </message>
    <message>
        <source>conntrack entries</source>
        <translation>conntrack-vermeldingen</translation>
    </message>
    <message>
        <source>Back to the last minute, and stay there</source>
        <translation>Terug naar de laatste minuut, en daar blijven</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exporteren…</translation>
    </message>
    <message>
        <source>Values at the pointer</source>
        <translation>Waarden bij de aanwijzer</translation>
    </message>
    <message>
        <source>Nothing has been counted yet.
Follow this host (Network → Follow this host): its counters are read each second while they are looked at.</source>
        <translation>Er is nog niets geteld.
Volg deze host (Netwerk → Deze host volgen): zijn tellers worden elke seconde gelezen zolang ernaar gekeken wordt.</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Grafiek</translation>
    </message>
    <message>
        <source>Export the chart</source>
        <translation>De grafiek exporteren</translation>
    </message>
    <message>
        <source>PNG (*.png);;PDF (*.pdf);;CSV (*.csv)</source>
        <translation>PNG (*.png);;PDF (*.pdf);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Verder</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pauze</translation>
    </message>
    <message>
        <source>Draw what has come meanwhile, and go on</source>
        <translation>Tekenen wat er intussen gekomen is, en verdergaan</translation>
    </message>
    <message>
        <source>Keep what is drawn; counting goes on</source>
        <translation>Houden wat getekend is; het tellen gaat door</translation>
    </message>
    <message>
        <source>%1 received</source>
        <translation>%1 ontvangen</translation>
    </message>
    <message>
        <source>%1 sent</source>
        <translation>%1 verzonden</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>seconden</translation>
    </message>
    <message>
        <source>Point at the chart to read its values; the wheel zooms, dragging moves.</source>
        <translation>Wijs in de grafiek om de waarden te lezen; het wiel zoomt, slepen verschuift.</translation>
    </message>
    <message>
        <source>at %1 s</source>
        <translation>op %1 s</translation>
    </message>
    <message>
        <source>Jump to now</source>
        <translation>Naar nu</translation>
    </message>
</context>
<context>
    <name>hoplens::views::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Opdrachten</translation>
    </message>
    <message>
        <source>An action, a namespace, an interface, an address…</source>
        <translation>Een actie, een namespace, een interface, een adres…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Zoeken</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gevonden</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ComparisonModel</name>
    <message>
        <source>Where</source>
        <translation>Waar</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ConnectionModel</name>
    <message>
        <source>all ports</source>
        <translation>alle poorten</translation>
    </message>
    <message>
        <source>%1; unknown: %2</source>
        <translation>%1; onbekend: %2</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Bron</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Bestemming</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Poorten</translation>
    </message>
</context>
<context>
    <name>hoplens::views::EventLog</name>
    <message>
        <source>%1: %2 came</source>
        <translation>%1: %2 gekomen</translation>
    </message>
    <message>
        <source>%1: %2 is %3</source>
        <translation>%1: %2 is %3</translation>
    </message>
    <message>
        <source>%1: %2 went</source>
        <translation>%1: %2 verdwenen</translation>
    </message>
    <message>
        <source>namespace %1 came</source>
        <translation>namespace %1 gekomen</translation>
    </message>
    <message>
        <source>%1: %2 changed</source>
        <translation>%1: %2 gewijzigd</translation>
    </message>
    <message>
        <source>addresses</source>
        <translation>adressen</translation>
    </message>
    <message>
        <source>routes</source>
        <translation>routes</translation>
    </message>
    <message>
        <source>policy rules</source>
        <translation>beleidsregels</translation>
    </message>
    <message>
        <source>forwarding database</source>
        <translation>doorstuurtabel</translation>
    </message>
    <message>
        <source>sysctls</source>
        <translation>sysctls</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>regels</translation>
    </message>
    <message>
        <source>namespace %1 went</source>
        <translation>namespace %1 verdwenen</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Gebeurtenissen</translation>
    </message>
</context>
<context>
    <name>hoplens::views::Inspector</name>
    <message>
        <source>? could not be read</source>
        <translation>? kon niet worden gelezen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>geen</translation>
    </message>
    <message>
        <source>NAMESPACE</source>
        <translation>NAMESPACE</translation>
    </message>
    <message>
        <source>host namespace</source>
        <translation>namespace van de host</translation>
    </message>
    <message>
        <source>inode %1 · 1 process</source>
        <translation>inode %1 · 1 proces</translation>
    </message>
    <message>
        <source>inode %1 · %2 processes</source>
        <translation>inode %1 · %2 processen</translation>
    </message>
    <message>
        <source>Interfaces</source>
        <translation>Interfaces</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Routes</translation>
    </message>
    <message>
        <source>default</source>
        <translation>standaard</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>Buren</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>geen antwoord</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Luistert</translation>
    </message>
    <message>
        <source>pid %1</source>
        <translation>pid %1</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regels</translation>
    </message>
    <message>
        <source>… and more: %1 in all</source>
        <translation>… en meer: %1 in totaal</translation>
    </message>
    <message>
        <source>Sysctls that matter</source>
        <translation>Sysctls die ertoe doen</translation>
    </message>
    <message>
        <source>INTERFACE</source>
        <translation>INTERFACE</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Toestand</translation>
    </message>
    <message>
        <source>state</source>
        <translation>toestand</translation>
    </message>
    <message>
        <source>an opaque program sits here</source>
        <translation>hier zit een ondoorzichtig programma</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <source>Connected to</source>
        <translation>Verbonden met</translation>
    </message>
    <message>
        <source>bridge</source>
        <translation>bridge</translation>
    </message>
    <message>
        <source>port</source>
        <translation>poort</translation>
    </message>
    <message>
        <source>Forwarding database</source>
        <translation>Doorstuurtabel</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistieken</translation>
    </message>
    <message>
        <source>received</source>
        <translation>ontvangen</translation>
    </message>
    <message>
        <source>%1 packets, %2 bytes, %3 errors, %4 dropped</source>
        <translation>%1 pakketten, %2 bytes, %3 fouten, %4 verworpen</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>verzonden</translation>
    </message>
    <message>
        <source>In</source>
        <translation>In</translation>
    </message>
    <message>
        <source>namespace</source>
        <translation>namespace</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspecteur</translation>
    </message>
    <message>
        <source>Select a namespace, an interface or a bridge in the picture or in the scope to see what is known of it.</source>
        <translation>Kies een namespace, een interface of een bridge in de tekening of in het overzicht om te zien wat ervan bekend is.</translation>
    </message>
    <message>
        <source>What could not be read</source>
        <translation>Wat niet kon worden gelezen</translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation>Herkomst</translation>
    </message>
    <message>
        <source>observed over netlink</source>
        <translation>waargenomen via netlink</translation>
    </message>
</context>
<context>
    <name>hoplens::views::LabPanel</name>
    <message>
        <source>Write the score</source>
        <translation>De score wegschrijven</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Run for you, so that the next step finds what it speaks of:</source>
        <translation>Voor je uitgevoerd, zodat de volgende stap vindt waarover hij gaat:</translation>
    </message>
</context>
<context>
    <name>hoplens::views::LessonView</name>
    <message>
        <source>Back</source>
        <translation>Terug</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Verder</translation>
    </message>
    <message>
        <source>Score…</source>
        <translation>Score…</translation>
    </message>
    <message>
        <source>Write the score of this lesson to a file</source>
        <translation>De score van deze les naar een bestand schrijven</translation>
    </message>
    <message>
        <source>Run this command</source>
        <translation>Deze opdracht uitvoeren</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>%1 uitvoeren</translation>
    </message>
    <message>
        <source>Run all</source>
        <translation>Alles uitvoeren</translation>
    </message>
    <message>
        <source>What do you think?</source>
        <translation>Wat denk je?</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nee</translation>
    </message>
    <message>
        <source>Nobody can know here: %1</source>
        <translation>Hier kan niemand het weten: %1</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nee</translation>
    </message>
    <message>
        <source>**Right**, the answer is %1.</source>
        <translation>**Goed**, het antwoord is %1.</translation>
    </message>
    <message>
        <source>**Not so**: the answer is %1.</source>
        <translation>**Toch niet**: het antwoord is %1.</translation>
    </message>
    <message>
        <source>Your turn:</source>
        <translation>Nu jij:</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Controleren</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>Hint</translation>
    </message>
    <message>
        <source>**Done.**</source>
        <translation>**Klaar.**</translation>
    </message>
    <message>
        <source>**Not yet.**</source>
        <translation>**Nog niet.**</translation>
    </message>
    <message>
        <source>**Nobody can know yet.**</source>
        <translation>**Niemand kan het al weten.**</translation>
    </message>
    <message>
        <source>must fail:</source>
        <translation>moet mislukken:</translation>
    </message>
    <message>
        <source>%1 of %2 points</source>
        <translation>%1 van %2 punten</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 van %2</translation>
    </message>
</context>
<context>
    <name>hoplens::views::LinkTable</name>
    <message>
        <source>Namespace</source>
        <translation>Namespace</translation>
    </message>
    <message>
        <source>Interface</source>
        <translation>Interface</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Soort</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Toestand</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adres</translation>
    </message>
    <message>
        <source>Other end</source>
        <translation>Andere eind</translation>
    </message>
    <message>
        <source>MTU</source>
        <translation>MTU</translation>
    </message>
    <message>
        <source>MAC</source>
        <translation>MAC</translation>
    </message>
</context>
<context>
    <name>hoplens::views::MainWindow</name>
    <message>
        <source>Hoplens</source>
        <translation>Hoplens</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>Topologie</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regels</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Grafieken</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabel</translation>
    </message>
    <message>
        <source>Every hop a packet takes</source>
        <translation>Elke stap van een pakket</translation>
    </message>
    <message>
        <source>See the namespaces, bridges and rules of a host, and follow a packet through them.</source>
        <translation>Zie de namespaces, bridges en regels van een host, en volg een pakket erdoorheen.</translation>
    </message>
    <message>
        <source>This host, live</source>
        <translation>Deze host, live</translation>
    </message>
    <message>
        <source>Read this host's network and follow its changes</source>
        <translation>Het netwerk van deze host lezen en zijn veranderingen volgen</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Een bestand openen…</translation>
    </message>
    <message>
        <source>A snapshot, the text of iptables-save, or nft -j list ruleset</source>
        <translation>Een momentopname, de tekst van iptables-save, of nft -j list ruleset</translation>
    </message>
    <message>
        <source>The sample network</source>
        <translation>Het voorbeeldnetwerk</translation>
    </message>
    <message>
        <source>Four namespaces on a bridge, as the first lesson has them</source>
        <translation>Vier namespaces aan een bridge, zoals in de eerste les</translation>
    </message>
    <message>
        <source>The picture as a table</source>
        <translation>De tekening als tabel</translation>
    </message>
    <message>
        <source>filter…</source>
        <translation>filter…</translation>
    </message>
    <message>
        <source>Filter the scope</source>
        <translation>Het overzicht filteren</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>Overzicht</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspecteur</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Traceren</translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>Traceringen</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Gebeurtenissen</translation>
    </message>
    <message>
        <source>Trace bar</source>
        <translation>Traceerbalk</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>voorbeeld</translation>
    </message>
    <message>
        <source>%1 — Hoplens</source>
        <translation>%1 — Hoplens</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Bestand</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;Openen…</translation>
    </message>
    <message>
        <source>Open a &amp;folder of dumps…</source>
        <translation>Een &amp;map met uitvoer openen…</translation>
    </message>
    <message>
        <source>Open a folder of dumps</source>
        <translation>Een map met uitvoer openen</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Recente openen</translation>
    </message>
    <message>
        <source>Open the &amp;sample network</source>
        <translation>Het &amp;voorbeeldnetwerk openen</translation>
    </message>
    <message>
        <source>&amp;Save the snapshot…</source>
        <translation>De momentopname op&amp;slaan…</translation>
    </message>
    <message>
        <source>Save the snapshot</source>
        <translation>De momentopname opslaan</translation>
    </message>
    <message>
        <source>Snapshots (*.json)</source>
        <translation>Momentopnamen (*.json)</translation>
    </message>
    <message>
        <source>&amp;Export this view…</source>
        <translation>Deze weergave &amp;exporteren…</translation>
    </message>
    <message>
        <source>Export the &amp;trace…</source>
        <translation>De &amp;tracering exporteren…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Afsluiten</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>&amp;Netwerk</translation>
    </message>
    <message>
        <source>Follow this host &amp;live</source>
        <translation>Deze host &amp;live volgen</translation>
    </message>
    <message>
        <source>&amp;Read everything again</source>
        <translation>Alles opnieuw &amp;lezen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>B&amp;eeld</translation>
    </message>
    <message>
        <source>&amp;Fit the whole picture</source>
        <translation>De hele tekening &amp;passend maken</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>&amp;Inzoomen</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>&amp;Uitzoomen</translation>
    </message>
    <message>
        <source>&amp;Topology</source>
        <translation>&amp;Topologie</translation>
    </message>
    <message>
        <source>&amp;Rules</source>
        <translation>&amp;Regels</translation>
    </message>
    <message>
        <source>&amp;Charts</source>
        <translation>&amp;Grafieken</translation>
    </message>
    <message>
        <source>T&amp;able</source>
        <translation>T&amp;abel</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Donker</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>Taa&amp;l</translation>
    </message>
    <message>
        <source>As the system has it</source>
        <translation>Zoals het systeem</translation>
    </message>
    <message>
        <source>The language changes when Hoplens is started again.</source>
        <translation>De taal verandert als Hoplens opnieuw wordt gestart.</translation>
    </message>
    <message>
        <source>Pr&amp;ojector</source>
        <translation>Pr&amp;ojector</translation>
    </message>
    <message>
        <source>&amp;Projector mode</source>
        <translation>&amp;Projectorstand</translation>
    </message>
    <message>
        <source>P&amp;en: draw over the picture</source>
        <translation>P&amp;en: over de tekening tekenen</translation>
    </message>
    <message>
        <source>&amp;Wipe what was drawn</source>
        <translation>Het getekende &amp;wissen</translation>
    </message>
    <message>
        <source>&amp;Spotlight on the current hop</source>
        <translation>&amp;Schijnwerper op de huidige stap</translation>
    </message>
    <message>
        <source>&amp;Leave</source>
        <translation>&amp;Verlaten</translation>
    </message>
    <message>
        <source>&amp;Trace</source>
        <translation>&amp;Traceren</translation>
    </message>
    <message>
        <source>&amp;Ask where a packet goes</source>
        <translation>&amp;Vragen waar een pakket heen gaat</translation>
    </message>
    <message>
        <source>Step &amp;forward</source>
        <translation>Stap &amp;vooruit</translation>
    </message>
    <message>
        <source>Step &amp;back</source>
        <translation>Stap &amp;terug</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Afspelen</translation>
    </message>
    <message>
        <source>F&amp;aster</source>
        <translation>S&amp;neller</translation>
    </message>
    <message>
        <source>S&amp;lower</source>
        <translation>&amp;Langzamer</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>&amp;Commands and objects…</source>
        <translation>&amp;Opdrachten en objecten…</translation>
    </message>
    <message>
        <source>&amp;About Hoplens</source>
        <translation>&amp;Over Hoplens</translation>
    </message>
    <message>
        <source>About Hoplens</source>
        <translation>Over Hoplens</translation>
    </message>
    <message>
        <source>Hoplens is a lens on every hop a packet takes through a Linux host.
Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Hoplens is een lens op elke stap van een pakket door een Linux-host.
Vrije software onder de GNU General Public License, versie 3 of later.</translation>
    </message>
    <message>
        <source>Open a network</source>
        <translation>Een netwerk openen</translation>
    </message>
    <message>
        <source>Snapshots and rules (*.json *.txt *.rules);;All files (*)</source>
        <translation>Momentopnamen en regels (*.json *.txt *.rules);;Alle bestanden (*)</translation>
    </message>
    <message>
        <source>Export this view</source>
        <translation>Deze weergave exporteren</translation>
    </message>
    <message>
        <source>SVG (*.svg);;PNG (*.png);;PDF (*.pdf);;CSV of a chart (*.csv)</source>
        <translation>SVG (*.svg);;PNG (*.png);;PDF (*.pdf);;CSV van een grafiek (*.csv)</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Geschreven naar %1</translation>
    </message>
    <message>
        <source>There is no trace yet: ask for one in the bar above.</source>
        <translation>Er is nog geen tracering: vraag er een in de balk hierboven.</translation>
    </message>
    <message>
        <source>Export the trace</source>
        <translation>De tracering exporteren</translation>
    </message>
    <message>
        <source>Text (*.txt);;JSON (*.json);;SVG (*.svg);;PNG (*.png);;PDF (*.pdf)</source>
        <translation>Tekst (*.txt);;JSON (*.json);;SVG (*.svg);;PNG (*.png);;PDF (*.pdf)</translation>
    </message>
    <message>
        <source>namespace</source>
        <translation>namespace</translation>
    </message>
    <message>
        <source>Following this host</source>
        <translation>Deze host volgen</translation>
    </message>
    <message>
        <source>Reading other namespaces takes the rights of an administrator. The window never has them; the collector alone can, for one snapshot.</source>
        <translation>Andere namespaces lezen vraagt de rechten van een beheerder. Het venster heeft die nooit; alleen de verzamelaar kan ze krijgen, voor één momentopname.</translation>
    </message>
    <message>
        <source>Collect once as administrator</source>
        <translation>Eén keer verzamelen als beheerder</translation>
    </message>
    <message>
        <source>● live</source>
        <translation>● live</translation>
    </message>
    <message>
        <source>The collector ended with status %1: %2</source>
        <translation>De verzamelaar eindigde met status %1: %2</translation>
    </message>
    <message>
        <source>this host, once</source>
        <translation>deze host, één keer</translation>
    </message>
    <message>
        <source>pkexec could not be started: is polkit installed? Or run: sudo hoplens collect -o FILE</source>
        <translation>pkexec kon niet worden gestart: is polkit geïnstalleerd? Of voer uit: sudo hoplens collect -o BESTAND</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>Be&amp;werken</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Ongedaan maken</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>Op&amp;nieuw</translation>
    </message>
    <message>
        <source>Trace &amp;from here</source>
        <translation>&amp;Vanaf hier traceren</translation>
    </message>
    <message>
        <source>&amp;Collapse or expand</source>
        <translation>&amp;In- of uitklappen</translation>
    </message>
    <message>
        <source>&amp;Pin or unpin</source>
        <translation>&amp;Vastzetten of losmaken</translation>
    </message>
    <message>
        <source>&amp;Hide</source>
        <translation>Ver&amp;bergen</translation>
    </message>
    <message>
        <source>&amp;Show everything</source>
        <translation>&amp;Alles tonen</translation>
    </message>
    <message>
        <source>&amp;Lay out anew</source>
        <translation>Opnieuw &amp;schikken</translation>
    </message>
    <message>
        <source>Opened lately</source>
        <translation>Onlangs geopend</translation>
    </message>
    <message>
        <source>This trace is of an earlier network: ask again to follow it.</source>
        <translation>Deze tracering is van een eerder netwerk: vraag opnieuw om haar te volgen.</translation>
    </message>
    <message>
        <source>The rules of that namespace are not here.</source>
        <translation>De regels van die namespace zijn hier niet.</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>No namespace here has rules of %1.</source>
        <translation>Geen namespace hier heeft regels van %1.</translation>
    </message>
    <message>
        <source>&amp;Services</source>
        <translation>&amp;Services</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Policies</translation>
    </message>
    <message>
        <source>&amp;Policies</source>
        <translation>&amp;Policies</translation>
    </message>
    <message>
        <source>A lesson: from one cable to the Internet</source>
        <translation>Een les: van één kabel tot het internet</translation>
    </message>
    <message>
        <source>Fifteen steps to type or to run, on a network in memory</source>
        <translation>Vijftien stappen om te typen of uit te voeren, op een netwerk in het geheugen</translation>
    </message>
    <message>
        <source>Nothing that is typed here touches this computer. help: what there is; undo: takes a command back.</source>
        <translation>Niets wat hier getypt wordt raakt deze computer. help: wat er is; undo: neemt een opdracht terug.</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>Lab</translation>
    </message>
    <message>
        <source>&amp;Lab</source>
        <translation>&amp;Lab</translation>
    </message>
    <message>
        <source>An &amp;empty host</source>
        <translation>Een &amp;lege host</translation>
    </message>
    <message>
        <source>A &amp;host behind a router</source>
        <translation>Een &amp;host achter een router</translation>
    </message>
    <message>
        <source>&amp;Two hosts on a switch</source>
        <translation>&amp;Twee hosts aan een switch</translation>
    </message>
    <message>
        <source>&amp;Open this network in the lab</source>
        <translation>Dit netwerk in het lab &amp;openen</translation>
    </message>
    <message>
        <source>A lesson from a &amp;file…</source>
        <translation>Een les uit een &amp;bestand…</translation>
    </message>
    <message>
        <source>Open a lesson</source>
        <translation>Een les openen</translation>
    </message>
    <message>
        <source>Lessons (*.md);;All files (*)</source>
        <translation>Lessen (*.md);;Alle bestanden (*)</translation>
    </message>
    <message>
        <source>&amp;What did this change?</source>
        <translation>&amp;Wat is hierdoor veranderd?</translation>
    </message>
    <message>
        <source>Open a network in the lab first, and change something.</source>
        <translation>Open eerst een netwerk in het lab en verander iets.</translation>
    </message>
    <message>
        <source>lab</source>
        <translation>lab</translation>
    </message>
    <message>
        <source>A network to try things in.</source>
        <translation>Een netwerk om dingen in te proberen.</translation>
    </message>
    <message>
        <source>There is no network yet: open one first.</source>
        <translation>Er is nog geen netwerk: open er eerst een.</translation>
    </message>
    <message>
        <source>lab: a copy</source>
        <translation>lab: een kopie</translation>
    </message>
    <message>
        <source>A copy of the network: change it, and ask what that changed (changes).</source>
        <translation>Een kopie van het netwerk: verander het, en vraag wat dat veranderde (changes).</translation>
    </message>
</context>
<context>
    <name>hoplens::views::PoliciesPage</name>
    <message>
        <source>Find a workload, an address or a port</source>
        <translation>Zoek een workload, een adres of een poort</translation>
    </message>
    <message>
        <source>Allowed connections</source>
        <translation>Toegestane verbindingen</translation>
    </message>
    <message>
        <source>by workload</source>
        <translation>per workload</translation>
    </message>
    <message>
        <source>by namespace</source>
        <translation>per namespace</translation>
    </message>
    <message>
        <source>Grouping</source>
        <translation>Groepering</translation>
    </message>
    <message>
        <source>port, such as 80 or 53/udp</source>
        <translation>poort, zoals 80 of 53/udp</translation>
    </message>
    <message>
        <source>Port that the reasons are about</source>
        <translation>Poort waar de redenen over gaan</translation>
    </message>
    <message>
        <source>Choose a pair to see why.</source>
        <translation>Kies een paar om te zien waarom.</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Redenen</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>Vierkant</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabel</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Waarom</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>Wat als</translation>
    </message>
    <message>
        <source>No Kubernetes objects are here. Open a file or a folder of manifests, or what kubectl get -o yaml wrote.</source>
        <translation>Hier zijn geen Kubernetes-objecten. Open een bestand of map met manifesten, of wat kubectl get -o yaml schreef.</translation>
    </message>
    <message>
        <source>Write policies here as YAML. One of the same kind and name as one of the cluster takes its place; any other is added.</source>
        <translation>Schrijf hier policies als YAML. Eén van dezelfde soort en naam als een van het cluster neemt diens plaats in; elke andere komt erbij.</translation>
    </message>
    <message>
        <source>Policies that are tried</source>
        <translation>Policies die worden geprobeerd</translation>
    </message>
    <message>
        <source>Policy that is left out</source>
        <translation>Policy die wordt weggelaten</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>Wat er zou veranderen</translation>
    </message>
    <message>
        <source>✕ %1</source>
        <translation>✕ %1</translation>
    </message>
    <message>
        <source>no policy left out</source>
        <translation>geen policy weggelaten</translation>
    </message>
    <message>
        <source>%1 workloads, %2 policies: %3 connections are allowed</source>
        <translation>%1 workloads, %2 policies: %3 verbindingen zijn toegestaan</translation>
    </message>
    <message>
        <source>Nothing is allowed.</source>
        <translation>Niets is toegestaan.</translation>
    </message>
    <message>
        <source>Allowed: %1.</source>
        <translation>Toegestaan: %1.</translation>
    </message>
    <message>
        <source>Unknown: %1.</source>
        <translation>Onbekend: %1.</translation>
    </message>
    <message>
        <source>What is tried here changes nothing in the cluster. Its effect is listed here, and marked in the square.</source>
        <translation>Wat hier wordt geprobeerd verandert niets in het cluster. Het effect staat hier, en gemarkeerd in het vierkant.</translation>
    </message>
    <message>
        <source>The same connections are allowed.</source>
        <translation>Dezelfde verbindingen zijn toegestaan.</translation>
    </message>
    <message>
        <source>%1 pairs differ.</source>
        <translation>%1 paren verschillen.</translation>
    </message>
    <message>
        <source>+ now allowed: %1  %2</source>
        <translation>+ nu toegestaan: %1  %2</translation>
    </message>
    <message>
        <source>− now denied: %1  %2</source>
        <translation>− nu verboden: %1  %2</translation>
    </message>
    <message>
        <source>? now unknown: %1  %2</source>
        <translation>? nu onbekend: %1  %2</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… en nog %1</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graaf</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ReachMatrix</name>
    <message>
        <source>Who reaches whom as a square</source>
        <translation>Wie wie bereikt, als vierkant</translation>
    </message>
    <message>
        <source>Arrow keys walk from pair to pair, Enter says why. The table beside it has the same in words.</source>
        <translation>Pijltjestoetsen lopen van paar naar paar, Enter zegt waarom. De tabel ernaast heeft hetzelfde in woorden.</translation>
    </message>
    <message>
        <source>nothing is allowed</source>
        <translation>niets is toegestaan</translation>
    </message>
    <message>
        <source>all ports are allowed</source>
        <translation>alle poorten zijn toegestaan</translation>
    </message>
    <message>
        <source>allowed: %1</source>
        <translation>toegestaan: %1</translation>
    </message>
    <message>
        <source>unknown: %1</source>
        <translation>onbekend: %1</translation>
    </message>
    <message>
        <source>%1 → %2: %3</source>
        <translation>%1 → %2: %3</translation>
    </message>
    <message>
        <source>all ports</source>
        <translation>alle poorten</translation>
    </message>
    <message>
        <source>some</source>
        <translation>sommige</translation>
    </message>
    <message>
        <source>none</source>
        <translation>geen</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>onbekend</translation>
    </message>
</context>
<context>
    <name>hoplens::views::RuleModel</name>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Voorwaarden</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Doel</translation>
    </message>
    <message>
        <source>Packets</source>
        <translation>Pakketten</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Packets/s</source>
        <translation>Pakketten/s</translation>
    </message>
</context>
<context>
    <name>hoplens::views::RulesGraph</name>
    <message>
        <source>Chains as a graph</source>
        <translation>Ketens als graaf</translation>
    </message>
    <message>
        <source>Arrow keys walk from chain to chain, Enter opens what a chain jumps to. The list beside it has the same chains.</source>
        <translation>Pijltjestoetsen gaan van keten naar keten, Enter opent waar een keten naartoe springt. De lijst ernaast heeft dezelfde ketens.</translation>
    </message>
</context>
<context>
    <name>hoplens::views::RulesPage</name>
    <message>
        <source>Namespace</source>
        <translation>Namespace</translation>
    </message>
    <message>
        <source>find a chain…</source>
        <translation>zoek een keten…</translation>
    </message>
    <message>
        <source>Find a chain</source>
        <translation>Een keten zoeken</translation>
    </message>
    <message>
        <source>Which rules</source>
        <translation>Welke regels</translation>
    </message>
    <message>
        <source>all rules</source>
        <translation>alle regels</translation>
    </message>
    <message>
        <source>rules this flow can meet</source>
        <translation>regels die deze stroom kan treffen</translation>
    </message>
    <message>
        <source>rules this flow met</source>
        <translation>regels die deze stroom trof</translation>
    </message>
    <message>
        <source>Chains</source>
        <translation>Ketens</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regels</translation>
    </message>
    <message>
        <source>Choose a chain.</source>
        <translation>Kies een keten.</translation>
    </message>
    <message>
        <source>? The rules of %1 namespaces could not be read.</source>
        <translation>? De regels van %1 namespaces konden niet worden gelezen.</translation>
    </message>
    <message>
        <source>No namespace here has rules.</source>
        <translation>Geen namespace hier heeft regels.</translation>
    </message>
    <message>
        <source>find a rule…</source>
        <translation>zoek een regel…</translation>
    </message>
    <message>
        <source>Find a rule</source>
        <translation>Een regel zoeken</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ScopeModel</name>
    <message>
        <source>host</source>
        <translation>host</translation>
    </message>
    <message>
        <source>host namespace</source>
        <translation>namespace van de host</translation>
    </message>
    <message>
        <source>? not readable</source>
        <translation>? niet leesbaar</translation>
    </message>
    <message>
        <source>trouble</source>
        <translation>storing</translation>
    </message>
    <message>
        <source>1 link</source>
        <translation>1 link</translation>
    </message>
    <message>
        <source>%1 links</source>
        <translation>%1 links</translation>
    </message>
    <message>
        <source>pid %1</source>
        <translation>pid %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Naam</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Detail</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ServiceGraph</name>
    <message>
        <source>Service as a graph</source>
        <translation>Service als graaf</translation>
    </message>
    <message>
        <source>Arrow keys walk from card to card, Enter traces a packet there. The table beside it has the same ports.</source>
        <translation>Pijltjestoetsen lopen van kaart naar kaart, Enter volgt een pakket erheen. De tabel ernaast heeft dezelfde poorten.</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ServiceModel</name>
    <message>
        <source>headless</source>
        <translation>headless</translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%1 van %2 gereed</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Cluster IP</source>
        <translation>Cluster-IP</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Poort</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpoints</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ServicesPage</name>
    <message>
        <source>Trace to it</source>
        <translation>Volg erheen</translation>
    </message>
    <message>
        <source>kube-proxy's rules</source>
        <translation>Regels van kube-proxy</translation>
    </message>
    <message>
        <source>Find a Service, an address or a port</source>
        <translation>Zoek een Service, een adres of een poort</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>No Kubernetes objects are here. Open a file or a folder of manifests, or what kubectl get -o yaml wrote.</source>
        <translation>Hier zijn geen Kubernetes-objecten. Open een bestand of map met manifesten, of wat kubectl get -o yaml schreef.</translation>
    </message>
</context>
<context>
    <name>hoplens::views::StepRow</name>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>Laag %1, %2: %3</translation>
    </message>
</context>
<context>
    <name>hoplens::views::Terminal</name>
    <message>
        <source>Console</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>(%1 earlier lines are left out)</source>
        <translation>(%1 eerdere regels zijn weggelaten)</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TopologyCanvas</name>
    <message>
        <source>Topology</source>
        <translation>Topologie</translation>
    </message>
    <message>
        <source>The network as a picture. Arrow keys walk along cables, Enter inspects.</source>
        <translation>Het netwerk als tekening. Pijltjestoetsen lopen langs kabels, Enter inspecteert.</translation>
    </message>
    <message>
        <source>the host namespace</source>
        <translation>de namespace van de host</translation>
    </message>
    <message>
        <source>namespace %1</source>
        <translation>namespace %1</translation>
    </message>
    <message>
        <source>a station of the kernel in %1</source>
        <translation>een station van de kernel in %1</translation>
    </message>
    <message>
        <source>interface %1 in %2</source>
        <translation>interface %1 in %2</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TraceBar</name>
    <message>
        <source>Trace</source>
        <translation>Traceren</translation>
    </message>
    <message>
        <source>&amp;from</source>
        <translation>&amp;van</translation>
    </message>
    <message>
        <source>&amp;to</source>
        <translation>n&amp;aar</translation>
    </message>
    <message>
        <source>netns/NAME, host or outside</source>
        <translation>netns/NAAM, host of outside</translation>
    </message>
    <message>
        <source>Where the packet starts</source>
        <translation>Waar het pakket begint</translation>
    </message>
    <message>
        <source>8.8.8.8, 10.0.0.2:80 or [fd00::1]:443</source>
        <translation>8.8.8.8, 10.0.0.2:80 of [fd00::1]:443</translation>
    </message>
    <message>
        <source>Where the packet is to go</source>
        <translation>Waar het pakket heen moet</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protocol</translation>
    </message>
    <message>
        <source>Whether conntrack knows the flow</source>
        <translation>Of conntrack de stroom kent</translation>
    </message>
    <message>
        <source>new flow</source>
        <translation>nieuwe stroom</translation>
    </message>
    <message>
        <source>known flow</source>
        <translation>bekende stroom</translation>
    </message>
    <message>
        <source>protocol by target</source>
        <translation>protocol naar doel</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TraceComparison</name>
    <message>
        <source>Two traces</source>
        <translation>Twee traceringen</translation>
    </message>
    <message>
        <source>Steps side by side</source>
        <translation>Stappen naast elkaar</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TraceList</name>
    <message>
        <source>(known flow)</source>
        <translation>(bekende stroom)</translation>
    </message>
    <message>
        <source>Compare two</source>
        <translation>Twee vergelijken</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Verwijderen</translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>Traceringen</translation>
    </message>
    <message>
        <source>Choose two traces (Ctrl and a click) to see them side by side</source>
        <translation>Kies twee traceringen (Ctrl en klik) om ze naast elkaar te zien</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TracePanel</name>
    <message>
        <source>The trace in one sentence</source>
        <translation>De tracering in één zin</translation>
    </message>
    <message>
        <source>Ways there</source>
        <translation>Wegen heen</translation>
    </message>
    <message>
        <source>Ways back</source>
        <translation>Wegen terug</translation>
    </message>
    <message>
        <source>The packet before and after the step</source>
        <translation>Het pakket voor en na de stap</translation>
    </message>
    <message>
        <source>Step back (Page Up)</source>
        <translation>Stap terug (Page Up)</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Stap terug</translation>
    </message>
    <message>
        <source>Step forward (Page Down)</source>
        <translation>Stap vooruit (Page Down)</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>Stap vooruit</translation>
    </message>
    <message>
        <source>▶ Play</source>
        <translation>▶ Afspelen</translation>
    </message>
    <message>
        <source>Ask in the bar above where a packet goes: from a namespace, to an address.</source>
        <translation>Vraag in de balk hierboven waar een pakket heen gaat: vanuit een namespace, naar een adres.</translation>
    </message>
    <message>
        <source>%1 · %2 %</source>
        <translation>%1 · %2 %</translation>
    </message>
    <message>
        <source>%1 · by traffic</source>
        <translation>%1 · naar verkeer</translation>
    </message>
    <message>
        <source>way back %1: %2</source>
        <translation>weg terug %1: %2</translation>
    </message>
    <message>
        <source>❚❚ Pause</source>
        <translation>❚❚ Pauze</translation>
    </message>
    <message>
        <source>source</source>
        <translation>bron</translation>
    </message>
    <message>
        <source>destination</source>
        <translation>bestemming</translation>
    </message>
    <message>
        <source>protocol</source>
        <translation>protocol</translation>
    </message>
    <message>
        <source>ports</source>
        <translation>poorten</translation>
    </message>
    <message>
        <source>time to live</source>
        <translation>levensduur (TTL)</translation>
    </message>
    <message>
        <source>source MAC</source>
        <translation>bron-MAC</translation>
    </message>
    <message>
        <source>destination MAC</source>
        <translation>bestemmings-MAC</translation>
    </message>
    <message>
        <source>length</source>
        <translation>lengte</translation>
    </message>
    <message>
        <source>mark</source>
        <translation>merk</translation>
    </message>
    <message>
        <source>application</source>
        <translation>toepassing</translation>
    </message>
    <message>
        <source>transport</source>
        <translation>transport</translation>
    </message>
    <message>
        <source>network</source>
        <translation>netwerk</translation>
    </message>
    <message>
        <source>link</source>
        <translation>link</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Lagen</translation>
    </message>
</context>
<context>
    <name>hoplens::views::WorkloadGraph</name>
    <message>
        <source>A workload and whom policies let it talk to</source>
        <translation>Een workload en met wie policies hem laten praten</translation>
    </message>
    <message>
        <source>Arrow keys walk from card to card, Enter puts that workload in the middle. The table has the same in words.</source>
        <translation>Pijltjestoetsen lopen van kaart naar kaart, Enter zet die workload in het midden. De tabel heeft hetzelfde in woorden.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>See the network of this host and follow a packet through it.</source>
        <translation>Zie het netwerk van deze host en volg een pakket erdoorheen.</translation>
    </message>
    <message>
        <source>Write the picture to FILE (.svg, .png or .pdf) and end; needs no display.</source>
        <translation>Schrijf de tekening naar FILE (.svg, .png of .pdf) en stop; heeft geen scherm nodig.</translation>
    </message>
    <message>
        <source>Light on dark.</source>
        <translation>Licht op donker.</translation>
    </message>
    <message>
        <source>A snapshot, the text of iptables-save or of nft -j list ruleset, or a folder of dumps; &quot;live&quot; for this host.</source>
        <translation>Een momentopname, de tekst van iptables-save of van nft -j list ruleset, of een map met uitvoer; &quot;live&quot; voor deze host.</translation>
    </message>
</context>
<context>
    <name>picture</name>
    <message>
        <source>host namespace</source>
        <translation>namespace van de host</translation>
    </message>
    <message>
        <source>1 namespace</source>
        <translation>1 namespace</translation>
    </message>
    <message>
        <source>%1 namespaces</source>
        <translation>%1 namespaces</translation>
    </message>
    <message>
        <source>%1 hidden</source>
        <translation>%1 verborgen</translation>
    </message>
    <message>
        <source>up</source>
        <translation>actief</translation>
    </message>
    <message>
        <source>outside</source>
        <translation>buiten</translation>
    </message>
    <message>
        <source>beyond what is observed</source>
        <translation>buiten wat wordt waargenomen</translation>
    </message>
    <message>
        <source>%1 gateway</source>
        <translation>%1 gateway</translation>
    </message>
    <message>
        <source>bridge</source>
        <translation>bridge</translation>
    </message>
    <message>
        <source>1 port</source>
        <translation>1 poort</translation>
    </message>
    <message>
        <source>%1 ports</source>
        <translation>%1 poorten</translation>
    </message>
    <message>
        <source>▸ %1 folded</source>
        <translation>▸ %1 ingeklapt</translation>
    </message>
    <message>
        <source>? not readable</source>
        <translation>? niet leesbaar</translation>
    </message>
    <message>
        <source>no address</source>
        <translation>geen adres</translation>
    </message>
    <message>
        <source>1 route</source>
        <translation>1 route</translation>
    </message>
    <message>
        <source>%1 routes</source>
        <translation>%1 routes</translation>
    </message>
    <message>
        <source>1 rule</source>
        <translation>1 regel</translation>
    </message>
    <message>
        <source>%1 rules</source>
        <translation>%1 regels</translation>
    </message>
    <message>
        <source>Network of</source>
        <translation>Netwerk van</translation>
    </message>
    <message>
        <source>Nothing to draw: the input holds no host.</source>
        <translation>Niets te tekenen: de invoer bevat geen host.</translation>
    </message>
    <message>
        <source>down</source>
        <translation>uit</translation>
    </message>
    <message>
        <source>no carrier</source>
        <translation>geen draaggolf</translation>
    </message>
    <message>
        <source>link</source>
        <translation>link</translation>
    </message>
    <message>
        <source>no route</source>
        <translation>geen route</translation>
    </message>
    <message>
        <source>namespace %1</source>
        <translation>namespace %1</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regels</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>prioriteit %1</translation>
    </message>
    <message>
        <source>policy drop</source>
        <translation>beleid drop</translation>
    </message>
    <message>
        <source>1 chain</source>
        <translation>1 keten</translation>
    </message>
    <message>
        <source>%1 chains</source>
        <translation>%1 ketens</translation>
    </message>
    <message>
        <source>Nothing here decides about packets: no base chain has rules or drops.</source>
        <translation>Niets hier beslist over pakketten: geen basisketen heeft regels of verwerpt.</translation>
    </message>
    <message>
        <source>… and %1 more: find them in the list</source>
        <translation>… en nog %1: zoek ze in de lijst</translation>
    </message>
    <message>
        <source>? rules not readable</source>
        <translation>? regels niet leesbaar</translation>
    </message>
    <message>
        <source>no rules</source>
        <translation>geen regels</translation>
    </message>
    <message>
        <source>route</source>
        <translation>route</translation>
    </message>
    <message>
        <source>Service %1</source>
        <translation>Service %1</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Poorten</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpoints</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>Pods</translation>
    </message>
    <message>
        <source>keeps clients</source>
        <translation>houdt clients vast</translation>
    </message>
    <message>
        <source>from outside: local only</source>
        <translation>van buiten: alleen lokaal</translation>
    </message>
    <message>
        <source>inside: local only</source>
        <translation>binnen: alleen lokaal</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… en nog %1</translation>
    </message>
    <message>
        <source>node port %1</source>
        <translation>nodepoort %1</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>gereed</translation>
    </message>
    <message>
        <source>ending</source>
        <translation>stopt</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>niet gereed</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>op %1</translation>
    </message>
    <message>
        <source>selected, but no endpoint</source>
        <translation>geselecteerd, maar geen endpoint</translation>
    </message>
    <message>
        <source>Who may talk to %1</source>
        <translation>Wie met %1 mag praten</translation>
    </message>
    <message>
        <source>may reach it</source>
        <translation>mag hem bereiken</translation>
    </message>
    <message>
        <source>Workload</source>
        <translation>Workload</translation>
    </message>
    <message>
        <source>it may reach</source>
        <translation>mag hij bereiken</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>en nog %1</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>onbekend</translation>
    </message>
    <message>
        <source>all ports</source>
        <translation>alle poorten</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>ingress: no policy</source>
        <translation>ingress: geen policy</translation>
    </message>
    <message>
        <source>ingress by</source>
        <translation>ingress door</translation>
    </message>
    <message>
        <source>egress: no policy</source>
        <translation>egress: geen policy</translation>
    </message>
    <message>
        <source>egress by</source>
        <translation>egress door</translation>
    </message>
    <message>
        <source>Who may talk to whom</source>
        <translation>Wie met wie mag praten</translation>
    </message>
    <message>
        <source>some</source>
        <translation>sommige</translation>
    </message>
    <message>
        <source>none</source>
        <translation>geen</translation>
    </message>
</context>
<context>
    <name>rules</name>
    <message>
        <source>from %1</source>
        <translation>van %1</translation>
    </message>
    <message>
        <source>not from %1</source>
        <translation>niet van %1</translation>
    </message>
    <message>
        <source>to %1</source>
        <translation>naar %1</translation>
    </message>
    <message>
        <source>not to %1</source>
        <translation>niet naar %1</translation>
    </message>
    <message>
        <source>protocol %1</source>
        <translation>protocol %1</translation>
    </message>
    <message>
        <source>protocol other than %1</source>
        <translation>ander protocol dan %1</translation>
    </message>
    <message>
        <source>source port %1</source>
        <translation>bronpoort %1</translation>
    </message>
    <message>
        <source>source port other than %1</source>
        <translation>andere bronpoort dan %1</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>poort %1</translation>
    </message>
    <message>
        <source>port other than %1</source>
        <translation>andere poort dan %1</translation>
    </message>
    <message>
        <source>source or destination port %1</source>
        <translation>bron- of bestemmingspoort %1</translation>
    </message>
    <message>
        <source>neither port %1</source>
        <translation>geen van beide poorten %1</translation>
    </message>
    <message>
        <source>in through %1</source>
        <translation>in via %1</translation>
    </message>
    <message>
        <source>not in through %1</source>
        <translation>niet in via %1</translation>
    </message>
    <message>
        <source>out through %1</source>
        <translation>uit via %1</translation>
    </message>
    <message>
        <source>not out through %1</source>
        <translation>niet uit via %1</translation>
    </message>
    <message>
        <source>connection is %1</source>
        <translation>verbinding is %1</translation>
    </message>
    <message>
        <source>connection is not %1</source>
        <translation>verbinding is niet %1</translation>
    </message>
    <message>
        <source>mark %1</source>
        <translation>merk %1</translation>
    </message>
    <message>
        <source>mark other than %1</source>
        <translation>ander merk dan %1</translation>
    </message>
    <message>
        <source>connection mark %1</source>
        <translation>verbindingsmerk %1</translation>
    </message>
    <message>
        <source>connection mark other than %1</source>
        <translation>ander verbindingsmerk dan %1</translation>
    </message>
    <message>
        <source>time to live %1</source>
        <translation>levensduur %1</translation>
    </message>
    <message>
        <source>time to live other than %1</source>
        <translation>andere levensduur dan %1</translation>
    </message>
    <message>
        <source>sent by user %1</source>
        <translation>verzonden door gebruiker %1</translation>
    </message>
    <message>
        <source>not sent by user %1</source>
        <translation>niet verzonden door gebruiker %1</translation>
    </message>
    <message>
        <source>to an address of type %1</source>
        <translation>naar een adres van het type %1</translation>
    </message>
    <message>
        <source>to an address not of type %1</source>
        <translation>naar een adres niet van het type %1</translation>
    </message>
    <message>
        <source>from an address of type %1</source>
        <translation>van een adres van het type %1</translation>
    </message>
    <message>
        <source>from an address not of type %1</source>
        <translation>van een adres niet van het type %1</translation>
    </message>
    <message>
        <source>not in through bridge port %1</source>
        <translation>niet in via bridgepoort %1</translation>
    </message>
    <message>
        <source>in through bridge port %1</source>
        <translation>in via bridgepoort %1</translation>
    </message>
    <message>
        <source>not out through bridge port %1</source>
        <translation>niet uit via bridgepoort %1</translation>
    </message>
    <message>
        <source>out through bridge port %1</source>
        <translation>uit via bridgepoort %1</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>toelaten</translation>
    </message>
    <message>
        <source>drop</source>
        <translation>verwerpen</translation>
    </message>
    <message>
        <source>return</source>
        <translation>terug</translation>
    </message>
    <message>
        <source>jump to %1</source>
        <translation>spring naar %1</translation>
    </message>
    <message>
        <source>go to %1</source>
        <translation>ga naar %1</translation>
    </message>
    <message>
        <source>continue</source>
        <translation>verder</translation>
    </message>
    <message>
        <source>hand to a program (queue)</source>
        <translation>aan een programma geven (queue)</translation>
    </message>
    <message>
        <source>by chance in %1 % of cases</source>
        <translation>bij toeval in %1 % van de gevallen</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
</context>
<context>
    <name>trace</name>
    <message>
        <source>%1 cannot be evaluated: %2</source>
        <translation>%1 kan niet worden beoordeeld: %2</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>poort %1</translation>
    </message>
    <message>
        <source>the route to %1 encapsulates, which is not modelled</source>
        <translation>de route naar %1 verpakt, wat niet gemodelleerd is</translation>
    </message>
    <message>
        <source>policy rule %1 uses %2, which is not modelled</source>
        <translation>beleidsregel %1 gebruikt %2, wat niet gemodelleerd is</translation>
    </message>
    <message>
        <source>port %1 answers for neighbours itself, which is not modelled</source>
        <translation>poort %1 antwoordt zelf voor buren, wat niet gemodelleerd is</translation>
    </message>
    <message>
        <source>the rules of %1 could not be read (%2): collect as root</source>
        <translation>de regels van %1 konden niet worden gelezen (%2): verzamel als root</translation>
    </message>
    <message>
        <source>the connections of %1 could not be read: whether it knows this flow is not known. Collect as root</source>
        <translation>de verbindingen van %1 konden niet worden gelezen: of deze stroom bekend is, is onbekend. Verzamel als root</translation>
    </message>
    <message>
        <source>%1 picks one of more than 16 addresses by a hash of the kernel's</source>
        <translation>%1 kiest een van meer dan 16 adressen met een hash van de kernel</translation>
    </message>
    <message>
        <source>the packet goes round in a loop, or passes more than 240 steps</source>
        <translation>het pakket draait rond in een lus, of gaat door meer dan 240 stappen</translation>
    </message>
    <message>
        <source>an opaque program (%1) sits on %2</source>
        <translation>een ondoorzichtig programma (%1) zit op %2</translation>
    </message>
    <message>
        <source>the packet passes more than 240 steps</source>
        <translation>het pakket gaat door meer dan 240 stappen</translation>
    </message>
    <message>
        <source>%1 belongs to a device that is not a bridge; that is not modelled</source>
        <translation>%1 hoort bij een apparaat dat geen bridge is; dat is niet gemodelleerd</translation>
    </message>
    <message>
        <source>%1 devices on %2 are not modelled</source>
        <translation>%1-apparaten op %2 zijn niet gemodelleerd</translation>
    </message>
    <message>
        <source>the device below %1 is in a namespace that was not collected</source>
        <translation>het apparaat onder %1 zit in een namespace die niet is verzameld</translation>
    </message>
    <message>
        <source>the namespace that %1 tunnels through was not collected</source>
        <translation>de namespace waar %1 doorheen tunnelt is niet verzameld</translation>
    </message>
    <message>
        <source>%1 takes its destinations from routes or tc (external), which is not modelled</source>
        <translation>%1 haalt zijn bestemmingen uit routes of tc (external), wat niet gemodelleerd is</translation>
    </message>
    <message>
        <source>multicast groups of %1 are not modelled</source>
        <translation>multicastgroepen van %1 zijn niet gemodelleerd</translation>
    </message>
    <message>
        <source>the %1 of %2 could not be read, or are not in the input: see the notes</source>
        <translation>%1 van %2 kon niet worden gelezen, of staat niet in de invoer: zie de aantekeningen</translation>
    </message>
    <message>
        <source>multicast and broadcast destinations are not modelled</source>
        <translation>multicast- en broadcastbestemmingen zijn niet gemodelleerd</translation>
    </message>
    <message>
        <source>no route leads to %1 by the device that its sender is bound to, and whether the kernel sends it out of %2 all the same is not known</source>
        <translation>geen route leidt naar %1 langs het apparaat waaraan de afzender gebonden is, en of de kernel het toch langs %2 stuurt is niet bekend</translation>
    </message>
    <message>
        <source>broadcast destinations are not modelled</source>
        <translation>broadcastbestemmingen zijn niet gemodelleerd</translation>
    </message>
    <message>
        <source>the route's device is not in the snapshot</source>
        <translation>het apparaat van de route staat niet in de momentopname</translation>
    </message>
    <message>
        <source>routes of type %1 are not modelled</source>
        <translation>routes van het type %1 zijn niet gemodelleerd</translation>
    </message>
    <message>
        <source>the sockets of %1 could not be read: whether port %2 listens is not known</source>
        <translation>de sockets van %1 konden niet worden gelezen: of poort %2 luistert is niet bekend</translation>
    </message>
    <message>
        <source>whether the kernel of %1 speaks SCTP is not in the snapshot</source>
        <translation>of de kernel van %1 SCTP spreekt staat niet in de momentopname</translation>
    </message>
    <message>
        <source>whether anything in %1 takes protocol %2 is not readable</source>
        <translation>of iets in %1 protocol %2 aanneemt is niet leesbaar</translation>
    </message>
    <message>
        <source>policy rule %1 refuses</source>
        <translation>beleidsregel %1 weigert</translation>
    </message>
    <message>
        <source>no route</source>
        <translation>geen route</translation>
    </message>
    <message>
        <source>(by policy rule %1)</source>
        <translation>(door beleidsregel %1)</translation>
    </message>
    <message>
        <source>source</source>
        <translation>bron</translation>
    </message>
    <message>
        <source>destination</source>
        <translation>bestemming</translation>
    </message>
    <message>
        <source>source port</source>
        <translation>bronpoort</translation>
    </message>
    <message>
        <source>destination port</source>
        <translation>bestemmingspoort</translation>
    </message>
    <message>
        <source>in the quoted packet</source>
        <translation>in het geciteerde pakket</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>op %1</translation>
    </message>
    <message>
        <source>%1 = 0: not for this host, and not forwarded</source>
        <translation>%1 = 0: niet voor deze host, en niet doorgestuurd</translation>
    </message>
    <message>
        <source>rp_filter%1: the way back to %2 does not leave through %3</source>
        <translation>rp_filter%1: de weg terug naar %2 gaat niet via %3</translation>
    </message>
    <message>
        <source>martian source: %1 cannot have come in%2</source>
        <translation>onmogelijke bron: %1 kan niet binnengekomen zijn%2</translation>
    </message>
    <message>
        <source>martian destination: %1 cannot have come in%2</source>
        <translation>onmogelijke bestemming: %1 kan niet binnengekomen zijn%2</translation>
    </message>
    <message>
        <source>%1 is down</source>
        <translation>%1 is uit</translation>
    </message>
    <message>
        <source>%1 has no carrier</source>
        <translation>%1 heeft geen draaggolf</translation>
    </message>
    <message>
        <source>the packet of %1 bytes does not fit the MTU of %2%3</source>
        <translation>het pakket van %1 bytes past niet in de MTU van %2%3</translation>
    </message>
    <message>
        <source>the link</source>
        <translation>de link</translation>
    </message>
    <message>
        <source>bridge port %1 is %2</source>
        <translation>bridgepoort %1 is %2</translation>
    </message>
    <message>
        <source>not forwarding</source>
        <translation>niet doorsturend</translation>
    </message>
    <message>
        <source>both bridge ports are isolated: they do not talk to each other</source>
        <translation>beide bridgepoorten zijn geïsoleerd: ze praten niet met elkaar</translation>
    </message>
    <message>
        <source>VLAN %1 is not allowed%2</source>
        <translation>VLAN %1 is niet toegestaan%2</translation>
    </message>
    <message>
        <source>the frame for %1 is not for this device%2</source>
        <translation>het frame voor %1 is niet voor dit apparaat%2</translation>
    </message>
    <message>
        <source>nobody behind %1 takes the frame</source>
        <translation>niemand achter %1 neemt het frame aan</translation>
    </message>
    <message>
        <source>no usable source address%1</source>
        <translation>geen bruikbaar bronadres%1</translation>
    </message>
    <message>
        <source>no tunnel endpoint takes it%1</source>
        <translation>geen tunneleinde neemt het aan%1</translation>
    </message>
    <message>
        <source>the listener on %1 port %2 takes the answer for a message of its own</source>
        <translation>wie luistert op %1 poort %2 neemt het antwoord voor een eigen bericht</translation>
    </message>
    <message>
        <source>no socket expects %1</source>
        <translation>geen socket verwacht %1</translation>
    </message>
    <message>
        <source>the time to live has run out</source>
        <translation>de levensduur is op</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>bezorgd</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>verworpen</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>geweigerd</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>onbereikbaar</translation>
    </message>
    <message>
        <source>departed</source>
        <translation>vertrokken</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>onbekend</translation>
    </message>
    <message>
        <source>application</source>
        <translation>toepassing</translation>
    </message>
    <message>
        <source>route</source>
        <translation>route</translation>
    </message>
    <message>
        <source>rule</source>
        <translation>regel</translation>
    </message>
    <message>
        <source>nat</source>
        <translation>nat</translation>
    </message>
    <message>
        <source>neighbour</source>
        <translation>buur</translation>
    </message>
    <message>
        <source>interface</source>
        <translation>interface</translation>
    </message>
    <message>
        <source>socket</source>
        <translation>socket</translation>
    </message>
    <message>
        <source>a process sends to %1</source>
        <translation>een proces zendt naar %1</translation>
    </message>
    <message>
        <source>arrives from outside on %1</source>
        <translation>komt van buiten aan op %1</translation>
    </message>
    <message>
        <source>%1 is an address of this host</source>
        <translation>%1 is een adres van deze host</translation>
    </message>
    <message>
        <source>no route to %1</source>
        <translation>geen route naar %1</translation>
    </message>
    <message>
        <source>source %1 chosen</source>
        <translation>bron %1 gekozen</translation>
    </message>
    <message>
        <source>looked up again, since the packet changed: %1</source>
        <translation>opnieuw opgezocht, want het pakket veranderde: %1</translation>
    </message>
    <message>
        <source>%1 policy %2</source>
        <translation>%1 beleid %2</translation>
    </message>
    <message>
        <source>new connection</source>
        <translation>nieuwe verbinding</translation>
    </message>
    <message>
        <source>belongs to a known connection</source>
        <translation>hoort bij een bekende verbinding</translation>
    </message>
    <message>
        <source>an error about a known connection</source>
        <translation>een fout over een bekende verbinding</translation>
    </message>
    <message>
        <source>belongs to no connection (invalid)</source>
        <translation>hoort bij geen verbinding (ongeldig)</translation>
    </message>
    <message>
        <source>not tracked</source>
        <translation>niet gevolgd</translation>
    </message>
    <message>
        <source>translated back: %1</source>
        <translation>terugvertaald: %1</translation>
    </message>
    <message>
        <source>%1 is at %2 (neighbour table, %3)</source>
        <translation>%1 zit op %2 (burentabel, %3)</translation>
    </message>
    <message>
        <source>%1 answers from %2 (%3)</source>
        <translation>%1 antwoordt vanaf %2 (%3)</translation>
    </message>
    <message>
        <source>%1 answers for %2 as its proxy, from %3</source>
        <translation>%1 antwoordt namens %2, vanaf %3</translation>
    </message>
    <message>
        <source>nobody answers for %1 on %2</source>
        <translation>niemand antwoordt voor %1 op %2</translation>
    </message>
    <message>
        <source>whoever has %1 is outside, behind %2</source>
        <translation>wie %1 heeft is buiten, achter %2</translation>
    </message>
    <message>
        <source>%1 needs no neighbour address</source>
        <translation>%1 heeft geen buuradres nodig</translation>
    </message>
    <message>
        <source>flooded to all ports of %1</source>
        <translation>naar alle poorten van %1 gestuurd</translation>
    </message>
    <message>
        <source>%1 → %2: for the bridge itself</source>
        <translation>%1 → %2: voor de bridge zelf</translation>
    </message>
    <message>
        <source>%1 takes it</source>
        <translation>%1 neemt het aan</translation>
    </message>
    <message>
        <source>%1 wraps it for %2 (VNI %3)</source>
        <translation>%1 verpakt het voor %2 (VNI %3)</translation>
    </message>
    <message>
        <source>%1 unwraps it (VNI %2)</source>
        <translation>%1 pakt het uit (VNI %2)</translation>
    </message>
    <message>
        <source>forwarded (ip_forward = 1), time to live %1 → %2</source>
        <translation>doorgestuurd (ip_forward = 1), levensduur %1 → %2</translation>
    </message>
    <message>
        <source>%1 port %2 listens</source>
        <translation>%1 poort %2 luistert</translation>
    </message>
    <message>
        <source>the kernel does not speak %1</source>
        <translation>de kernel spreekt geen %1</translation>
    </message>
    <message>
        <source>nothing listens on %1 port %2</source>
        <translation>niets luistert op %1 poort %2</translation>
    </message>
    <message>
        <source>%1 answers the echo request</source>
        <translation>%1 beantwoordt het echoverzoek</translation>
    </message>
    <message>
        <source>the sender receives %1</source>
        <translation>de afzender ontvangt %1</translation>
    </message>
    <message>
        <source>leaves through %1 as %2</source>
        <translation>vertrekt via %1 als %2</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 en %2</translation>
    </message>
    <message>
        <source>%1 has no route to %2.</source>
        <translation>%1 heeft geen route naar %2.</translation>
    </message>
    <message>
        <source>%1 throws packets to %2 away: %3.</source>
        <translation>%1 gooit pakketten naar %2 weg: %3.</translation>
    </message>
    <message>
        <source>%1 refuses to route to %2: %3.</source>
        <translation>%1 weigert naar %2 te routeren: %3.</translation>
    </message>
    <message>
        <source>Nobody on the segment of %1 in %2 answers for %3.</source>
        <translation>Niemand op het segment van %1 in %2 antwoordt voor %3.</translation>
    </message>
    <message>
        <source>%1 drops it: %2.</source>
        <translation>%1 verwerpt het: %2.</translation>
    </message>
    <message>
        <source>%1 rejects it: %2.</source>
        <translation>%1 weigert het: %2.</translation>
    </message>
    <message>
        <source>The packet reaches %1, but nothing listens on %2 port %3 there.</source>
        <translation>Het pakket bereikt %1, maar daar luistert niets op %2 poort %3.</translation>
    </message>
    <message>
        <source>The packet reaches %1, but the kernel there does not speak %2.</source>
        <translation>Het pakket bereikt %1, maar de kernel daar spreekt geen %2.</translation>
    </message>
    <message>
        <source>%1 does not expect it: no socket there has sent to %2.</source>
        <translation>%1 verwacht het niet: geen socket daar heeft naar %2 gezonden.</translation>
    </message>
    <message>
        <source>Add a MASQUERADE rule for %1 where the packet leaves its network, or a route back in %2.</source>
        <translation>Voeg een MASQUERADE-regel voor %1 toe waar het pakket zijn netwerk verlaat, of een route terug in %2.</translation>
    </message>
    <message>
        <source>Add a route to %1 (or a default route) in %2.</source>
        <translation>Voeg een route naar %1 (of een standaardroute) toe in %2.</translation>
    </message>
    <message>
        <source>Set %1 = 1 in %2.</source>
        <translation>Zet %1 = 1 in %2.</translation>
    </message>
    <message>
        <source>Route %1 back through %2, or set rp_filter there to 2 (loose) or 0.</source>
        <translation>Routeer %1 terug via %2, of zet rp_filter daar op 2 (los) of 0.</translation>
    </message>
    <message>
        <source>Set %1 up.</source>
        <translation>Zet %1 aan.</translation>
    </message>
    <message>
        <source>Give %1 in %2 an address.</source>
        <translation>Geef %1 in %2 een adres.</translation>
    </message>
    <message>
        <source>the outgoing interface</source>
        <translation>de uitgaande interface</translation>
    </message>
    <message>
        <source>Start the server, or check the port.</source>
        <translation>Start de server, of controleer de poort.</translation>
    </message>
    <message>
        <source>Load the kernel's module for %1 on that host and start the server.</source>
        <translation>Laad de kernelmodule voor %1 op die host en start de server.</translation>
    </message>
    <message>
        <source>Lower the MTU of the sender, or raise that of %1.</source>
        <translation>Verlaag de MTU van de afzender, of verhoog die van %1.</translation>
    </message>
    <message>
        <source>Set the port and its bridge up, or wait for STP.</source>
        <translation>Zet de poort en haar bridge aan, of wacht op STP.</translation>
    </message>
    <message>
        <source>Add a MASQUERADE rule for %1.</source>
        <translation>Voeg een MASQUERADE-regel toe voor %1.</translation>
    </message>
    <message>
        <source>Check that %1 is up and on this segment.</source>
        <translation>Controleer of %1 aan staat en op dit segment zit.</translation>
    </message>
    <message>
        <source>Delivered.</source>
        <translation>Bezorgd.</translation>
    </message>
    <message>
        <source>Delivered to %1 (%2), which sees %3 as the source</source>
        <translation>Bezorgd bij %1 (%2), dat %3 als bron ziet</translation>
    </message>
    <message>
        <source>%1; the answer comes back.</source>
        <translation>%1; het antwoord komt terug.</translation>
    </message>
    <message>
        <source>%1; the answer leaves through %2.</source>
        <translation>%1; het antwoord vertrekt via %2.</translation>
    </message>
    <message>
        <source>%1, but the answer does not come back. %2</source>
        <translation>%1, maar het antwoord komt niet terug. %2</translation>
    </message>
    <message>
        <source>What happens to it is unknown, because %1.</source>
        <translation>Wat ermee gebeurt is onbekend, omdat: %1.</translation>
    </message>
    <message>
        <source>toward %1</source>
        <translation>richting %1</translation>
    </message>
    <message>
        <source>as %1</source>
        <translation>als %1</translation>
    </message>
    <message>
        <source>%1 leaves through %2%3%4, so an answer can return; beyond it nothing is observed.</source>
        <translation>%1 vertrekt via %2%3%4, dus een antwoord kan terugkomen; daarbuiten wordt niets waargenomen.</translation>
    </message>
    <message>
        <source>%1 leaves through %2, but nothing rewrites its source: the reply has no way back.</source>
        <translation>%1 vertrekt via %2, maar niets herschrijft de bron: het antwoord heeft geen weg terug.</translation>
    </message>
    <message>
        <source>Unknown, because %1.</source>
        <translation>Onbekend, omdat: %1.</translation>
    </message>
    <message>
        <source>%1 ways: %2. First: %3</source>
        <translation>%1 wegen: %2. Eerste: %3</translation>
    </message>
    <message>
        <source>? what happens here is not known</source>
        <translation>? wat hier gebeurt is niet bekend</translation>
    </message>
    <message>
        <source>the other end of %1 is in a namespace that was not collected</source>
        <translation>het andere eind van %1 zit in een namespace die niet is verzameld</translation>
    </message>
    <message>
        <source>the program behind %1 takes it</source>
        <translation>het programma achter %1 neemt het aan</translation>
    </message>
    <message>
        <source>devices of kind %1 (%2) are not modelled</source>
        <translation>apparaten van de soort %1 (%2) zijn niet gemodelleerd</translation>
    </message>
    <message>
        <source>the proxy neighbours of %1 were not read</source>
        <translation>de proxyburen van %1 zijn niet gelezen</translation>
    </message>
    <message>
        <source>the scheduler %1 chooses by what is not in the snapshot</source>
        <translation>de planner %1 kiest op grond van wat niet in de momentopname staat</translation>
    </message>
    <message>
        <source>IPVS in %1 hands packets to %2 on to real servers without translating them, which is not modelled</source>
        <translation>IPVS in %1 geeft pakketten voor %2 door aan echte servers zonder ze te vertalen; dat is niet gemodelleerd</translation>
    </message>
    <message>
        <source>whether conntrack of %1 sees what IPVS sends on (net.ipv4.vs.conntrack) is not known</source>
        <translation>of conntrack van %1 ziet wat IPVS doorstuurt (net.ipv4.vs.conntrack) is niet bekend</translation>
    </message>
    <message>
        <source>the virtual servers of IPVS in %1 could not be read: whether it sends connections to %2 on is not known</source>
        <translation>de virtuele servers van IPVS in %1 konden niet worden gelezen: of het verbindingen naar %2 doorstuurt is niet bekend</translation>
    </message>
    <message>
        <source>IPVS (%1, scheduler %2, %3 real servers) sends it on to %4 port %5</source>
        <translation>IPVS (%1, planner %2, %3 echte servers) stuurt het door naar %4 poort %5</translation>
    </message>
    <message>
        <source>IPVS has no real server for %1</source>
        <translation>IPVS heeft geen echte server voor %1</translation>
    </message>
    <message>
        <source>IPVS gives it back the address that the client asked for: %1</source>
        <translation>IPVS geeft het weer het adres waar de client om vroeg: %1</translation>
    </message>
    <message>
        <source>%1 rejects it: no real server stands behind %2 port %3.</source>
        <translation>%1 weigert het: achter %2 poort %3 staat geen echte server.</translation>
    </message>
    <message>
        <source>Policies do not let it pass at %1: %2.</source>
        <translation>Policies laten het niet door bij %1: %2.</translation>
    </message>
    <message>
        <source>the profile %1</source>
        <translation>het profiel %1</translation>
    </message>
    <message>
        <source>the workload at %1</source>
        <translation>de workload aan %1</translation>
    </message>
    <message>
        <source>(of %1, ingress)</source>
        <translation>(van %1, ingress)</translation>
    </message>
    <message>
        <source>(of %1, egress)</source>
        <translation>(van %1, egress)</translation>
    </message>
    <message>
        <source>it passes %1 in fragments, and the rules there look at each by itself: ask about a packet of at most %2 bytes</source>
        <translation>het gaat in fragmenten door %1, en de regels daar bekijken elk fragment apart: vraag naar een pakket van hoogstens %2 bytes</translation>
    </message>
    <message>
        <source>cut into fragments of at most %1 bytes: the MTU of the way over %2 is %3</source>
        <translation>verdeeld in fragmenten van hoogstens %1 bytes: de MTU van de weg over %2 is %3</translation>
    </message>
    <message>
        <source>a rule translates where the kernel lets none do so</source>
        <translation>een regel vertaalt waar de kernel dat niet toelaat</translation>
    </message>
</context>
</TS>
