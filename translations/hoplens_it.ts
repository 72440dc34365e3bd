<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="it_IT">
<context>
    <name>cluster</name>
    <message>
        <source>policies select %1 for %2, and have no effect here: %3 does not enforce them</source>
        <translation>le policy selezionano %1 per %2, ma qui non hanno effetto: %3 non le applica</translation>
    </message>
    <message>
        <source>policies select %1 for %2, and say nothing of other protocols than TCP, UDP and SCTP: that is left to the network plugin</source>
        <translation>le policy selezionano %1 per %2, e non dicono nulla di protocolli diversi da TCP, UDP e SCTP: decide il plugin di rete</translation>
    </message>
    <message>
        <source>%1 of %2 is allowed by %3</source>
        <translation>%1 di %2 è consentito da %3</translation>
    </message>
    <message>
        <source>%1 of %2 is denied by %3</source>
        <translation>%1 di %2 è negato da %3</translation>
    </message>
    <message>
        <source>no rule of the policies that select %1 for %2 allows this: %3</source>
        <translation>nessuna regola delle policy che selezionano %1 per %2 lo consente: %3</translation>
    </message>
    <message>
        <source>none of the policies that select %1 for %2 has a word on this: allowed</source>
        <translation>nessuna delle policy che selezionano %1 per %2 ne dice nulla: consentito</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ArrangementKeeper</name>
    <message>
        <source>move</source>
        <translation>sposta</translation>
    </message>
    <message>
        <source>expand</source>
        <translation>espandi</translation>
    </message>
    <message>
        <source>collapse</source>
        <translation>comprimi</translation>
    </message>
    <message>
        <source>hide</source>
        <translation>nascondi</translation>
    </message>
    <message>
        <source>unpin</source>
        <translation>sblocca</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>fissa</translation>
    </message>
    <message>
        <source>lay out anew</source>
        <translation>ridisponi</translation>
    </message>
    <message>
        <source>show everything</source>
        <translation>mostra tutto</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ChainModel</name>
    <message>
        <source>chains of %1</source>
        <translation>catene di %1</translation>
    </message>
    <message>
        <source>1 rule</source>
        <translation>1 regola</translation>
    </message>
    <message>
        <source>%1 rules</source>
        <translation>%1 regole</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>priorità %1</translation>
    </message>
    <message>
        <source>%1, table %2 %3 (%4)</source>
        <translation>%1, tabella %2 %3 (%4)</translation>
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
        <translation>Che cosa è disegnato</translation>
    </message>
    <message>
        <source>bits per second</source>
        <translation>bit al secondo</translation>
    </message>
    <message>
        <source>packets per second</source>
        <translation>pacchetti al secondo</translation>
    </message>
    <message>
        <source>drops per second</source>
        <translation>scartati al secondo</translation>
    </message>
    <message>
        <source>errors per second</source>
        <translation>errori al secondo</translation>
    </message>
    <message>
        <source>rule hits per second</source>
        <translation>corrispondenze di regole al secondo</translation>
    </message>
    <message>
        <source>conntrack entries</source>
        <translation>voci di conntrack</translation>
    </message>
    <message>
        <source>Back to the last minute, and stay there</source>
        <translation>Torna all'ultimo minuto e restaci</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Esporta…</translation>
    </message>
    <message>
        <source>Values at the pointer</source>
        <translation>Valori al puntatore</translation>
    </message>
    <message>
        <source>Nothing has been counted yet.
Follow this host (Network → Follow this host): its counters are read each second while they are looked at.</source>
        <translation>Non è stato ancora contato nulla.
Segui questo host (Rete → Segui questo host): i suoi contatori sono letti ogni secondo mentre li si guarda.</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Grafico</translation>
    </message>
    <message>
        <source>Export the chart</source>
        <translation>Esporta il grafico</translation>
    </message>
    <message>
        <source>PNG (*.png);;PDF (*.pdf);;CSV (*.csv)</source>
        <translation>PNG (*.png);;PDF (*.pdf);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continua</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Draw what has come meanwhile, and go on</source>
        <translation>Disegna ciò che è arrivato nel frattempo e continua</translation>
    </message>
    <message>
        <source>Keep what is drawn; counting goes on</source>
        <translation>Mantieni il disegno; il conteggio continua</translation>
    </message>
    <message>
        <source>%1 received</source>
        <translation>%1 ricevuti</translation>
    </message>
    <message>
        <source>%1 sent</source>
        <translation>%1 inviati</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>secondi</translation>
    </message>
    <message>
        <source>Point at the chart to read its values; the wheel zooms, dragging moves.</source>
        <translation>Indica il grafico per leggerne i valori; la rotella ingrandisce, trascinando si sposta.</translation>
    </message>
    <message>
        <source>at %1 s</source>
        <translation>a %1 s</translation>
    </message>
    <message>
        <source>Jump to now</source>
        <translation>Vai ad adesso</translation>
    </message>
</context>
<context>
    <name>hoplens::views::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Comandi</translation>
    </message>
    <message>
        <source>An action, a namespace, an interface, an address…</source>
        <translation>Un'azione, un namespace, un'interfaccia, un indirizzo…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Cerca</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Trovati</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ComparisonModel</name>
    <message>
        <source>Where</source>
        <translation>Dove</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ConnectionModel</name>
    <message>
        <source>all ports</source>
        <translation>tutte le porte</translation>
    </message>
    <message>
        <source>%1; unknown: %2</source>
        <translation>%1; sconosciute: %2</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origine</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Destinazione</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Porte</translation>
    </message>
</context>
<context>
    <name>hoplens::views::EventLog</name>
    <message>
        <source>%1: %2 came</source>
        <translation>%1: %2 è arrivata</translation>
    </message>
    <message>
        <source>%1: %2 is %3</source>
        <translation>%1: %2 è %3</translation>
    </message>
    <message>
        <source>%1: %2 went</source>
        <translation>%1: %2 è scomparsa</translation>
    </message>
    <message>
        <source>namespace %1 came</source>
        <translation>il namespace %1 è arrivato</translation>
    </message>
    <message>
        <source>%1: %2 changed</source>
        <translation>%1: modifica a %2</translation>
    </message>
    <message>
        <source>addresses</source>
        <translation>indirizzi</translation>
    </message>
    <message>
        <source>routes</source>
        <translation>rotte</translation>
    </message>
    <message>
        <source>policy rules</source>
        <translation>regole di policy</translation>
    </message>
    <message>
        <source>forwarding database</source>
        <translation>tabella di inoltro</translation>
    </message>
    <message>
        <source>sysctls</source>
        <translation>sysctl</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>regole</translation>
    </message>
    <message>
        <source>namespace %1 went</source>
        <translation>il namespace %1 è scomparso</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Eventi</translation>
    </message>
</context>
<context>
    <name>hoplens::views::Inspector</name>
    <message>
        <source>? could not be read</source>
        <translation>? non è stato possibile leggerlo</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nessuno</translation>
    </message>
    <message>
        <source>NAMESPACE</source>
        <translation>NAMESPACE</translation>
    </message>
    <message>
        <source>host namespace</source>
        <translation>namespace dell'host</translation>
    </message>
    <message>
        <source>inode %1 · 1 process</source>
        <translation>inode %1 · 1 processo</translation>
    </message>
    <message>
        <source>inode %1 · %2 processes</source>
        <translation>inode %1 · %2 processi</translation>
    </message>
    <message>
        <source>Interfaces</source>
        <translation>Interfacce</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Rotte</translation>
    </message>
    <message>
        <source>default</source>
        <translation>predefinita</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>Vicini</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>nessuna risposta</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>In ascolto</translation>
    </message>
    <message>
        <source>pid %1</source>
        <translation>pid %1</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regole</translation>
    </message>
    <message>
        <source>… and more: %1 in all</source>
        <translation>… e altro: %1 in tutto</translation>
    </message>
    <message>
        <source>Sysctls that matter</source>
        <translation>Sysctl che contano</translation>
    </message>
    <message>
        <source>INTERFACE</source>
        <translation>INTERFACCIA</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stato</translation>
    </message>
    <message>
        <source>state</source>
        <translation>stato</translation>
    </message>
    <message>
        <source>an opaque program sits here</source>
        <translation>qui c'è un programma opaco</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Indirizzi</translation>
    </message>
    <message>
        <source>Connected to</source>
        <translation>Collegata a</translation>
    </message>
    <message>
        <source>bridge</source>
        <translation>bridge</translation>
    </message>
    <message>
        <source>port</source>
        <translation>porta</translation>
    </message>
    <message>
        <source>Forwarding database</source>
        <translation>Tabella di inoltro</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistiche</translation>
    </message>
    <message>
        <source>received</source>
        <translation>ricevuti</translation>
    </message>
    <message>
        <source>%1 packets, %2 bytes, %3 errors, %4 dropped</source>
        <translation>%1 pacchetti, %2 byte, %3 errori, %4 scartati</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>inviati</translation>
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
        <translation>Ispettore</translation>
    </message>
    <message>
        <source>Select a namespace, an interface or a bridge in the picture or in the scope to see what is known of it.</source>
        <translation>Scegli un namespace, un'interfaccia o un bridge nel disegno o nell'elenco per vedere che cosa se ne sa.</translation>
    </message>
    <message>
        <source>What could not be read</source>
        <translation>Ciò che non si è potuto leggere</translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation>Provenienza</translation>
    </message>
    <message>
        <source>observed over netlink</source>
        <translation>osservato via netlink</translation>
    </message>
</context>
<context>
    <name>hoplens::views::LabPanel</name>
    <message>
        <source>Write the score</source>
        <translation>Scrivi il punteggio</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Run for you, so that the next step finds what it speaks of:</source>
        <translation>Eseguiti al posto tuo, perché il passo seguente trovi ciò di cui parla:</translation>
    </message>
</context>
<context>
    <name>hoplens::views::LessonView</name>
    <message>
        <source>Back</source>
        <translation>Indietro</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Avanti</translation>
    </message>
    <message>
        <source>Score…</source>
        <translation>Punteggio…</translation>
    </message>
    <message>
        <source>Write the score of this lesson to a file</source>
        <translation>Scrivi il punteggio di questa lezione in un file</translation>
    </message>
    <message>
        <source>Run this command</source>
        <translation>Esegui questo comando</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Esegui %1</translation>
    </message>
    <message>
        <source>Run all</source>
        <translation>Esegui tutto</translation>
    </message>
    <message>
        <source>What do you think?</source>
        <translation>Che cosa ne pensi?</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Sì</translation>
    </message>
    <message>
        <source>No</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Nobody can know here: %1</source>
        <translation>Qui nessuno può saperlo: %1</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sì</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>**Right**, the answer is %1.</source>
        <translation>**Giusto**, la risposta è %1.</translation>
    </message>
    <message>
        <source>**Not so**: the answer is %1.</source>
        <translation>**Non è così**: la risposta è %1.</translation>
    </message>
    <message>
        <source>Your turn:</source>
        <translation>Tocca a te:</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Controlla</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>Suggerimento</translation>
    </message>
    <message>
        <source>**Done.**</source>
        <translation>**Fatto.**</translation>
    </message>
    <message>
        <source>**Not yet.**</source>
        <translation>**Non ancora.**</translation>
    </message>
    <message>
        <source>**Nobody can know yet.**</source>
        <translation>**Nessuno può ancora saperlo.**</translation>
    </message>
    <message>
        <source>must fail:</source>
        <translation>deve fallire:</translation>
    </message>
    <message>
        <source>%1 of %2 points</source>
        <translation>%1 punti su %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 di %2</translation>
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
        <translation>Interfaccia</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stato</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Indirizzo</translation>
    </message>
    <message>
        <source>Other end</source>
        <translation>Altro capo</translation>
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
        <translation>Topologia</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regole</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Grafici</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabella</translation>
    </message>
    <message>
        <source>Every hop a packet takes</source>
        <translation>Ogni salto di un pacchetto</translation>
    </message>
    <message>
        <source>See the namespaces, bridges and rules of a host, and follow a packet through them.</source>
        <translation>Guarda i namespace, i bridge e le regole di un host e segui un pacchetto attraverso di essi.</translation>
    </message>
    <message>
        <source>This host, live</source>
        <translation>Questo host, dal vivo</translation>
    </message>
    <message>
        <source>Read this host's network and follow its changes</source>
        <translation>Leggi la rete di questo host e seguine i cambiamenti</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Apri un file…</translation>
    </message>
    <message>
        <source>A snapshot, the text of iptables-save, or nft -j list ruleset</source>
        <translation>Un'istantanea, il testo di iptables-save o nft -j list ruleset</translation>
    </message>
    <message>
        <source>The sample network</source>
        <translation>La rete di esempio</translation>
    </message>
    <message>
        <source>Four namespaces on a bridge, as the first lesson has them</source>
        <translation>Quattro namespace su un bridge, come nella prima lezione</translation>
    </message>
    <message>
        <source>The picture as a table</source>
        <translation>Il disegno come tabella</translation>
    </message>
    <message>
        <source>filter…</source>
        <translation>filtra…</translation>
    </message>
    <message>
        <source>Filter the scope</source>
        <translation>Filtra l'elenco</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>Elenco</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Ispettore</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Traccia</translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>Tracce</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Eventi</translation>
    </message>
    <message>
        <source>Trace bar</source>
        <translation>Barra di traccia</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>esempio</translation>
    </message>
    <message>
        <source>%1 — Hoplens</source>
        <translation>%1 — Hoplens</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;File</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;Apri…</translation>
    </message>
    <message>
        <source>Open a &amp;folder of dumps…</source>
        <translation>Apri una &amp;cartella di dump…</translation>
    </message>
    <message>
        <source>Open a folder of dumps</source>
        <translation>Apri una cartella di dump</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>Apri &amp;recenti</translation>
    </message>
    <message>
        <source>Open the &amp;sample network</source>
        <translation>Apri la rete di &amp;esempio</translation>
    </message>
    <message>
        <source>&amp;Save the snapshot…</source>
        <translation>&amp;Salva l'istantanea…</translation>
    </message>
    <message>
        <source>Save the snapshot</source>
        <translation>Salva l'istantanea</translation>
    </message>
    <message>
        <source>Snapshots (*.json)</source>
        <translation>Istantanee (*.json)</translation>
    </message>
    <message>
        <source>&amp;Export this view…</source>
        <translation>Es&amp;porta questa vista…</translation>
    </message>
    <message>
        <source>Export the &amp;trace…</source>
        <translation>Esporta la &amp;traccia…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Esci</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>&amp;Rete</translation>
    </message>
    <message>
        <source>Follow this host &amp;live</source>
        <translation>Segui questo host dal &amp;vivo</translation>
    </message>
    <message>
        <source>&amp;Read everything again</source>
        <translation>&amp;Rileggi tutto</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Vista</translation>
    </message>
    <message>
        <source>&amp;Fit the whole picture</source>
        <translation>&amp;Adatta l'intero disegno</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>&amp;Ingrandisci</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>&amp;Riduci</translation>
    </message>
    <message>
        <source>&amp;Topology</source>
        <translation>&amp;Topologia</translation>
    </message>
    <message>
        <source>&amp;Rules</source>
        <translation>Re&amp;gole</translation>
    </message>
    <message>
        <source>&amp;Charts</source>
        <translation>Gra&amp;fici</translation>
    </message>
    <message>
        <source>T&amp;able</source>
        <translation>Ta&amp;bella</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Scuro</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>&amp;Lingua</translation>
    </message>
    <message>
        <source>As the system has it</source>
        <translation>Come il sistema</translation>
    </message>
    <message>
        <source>The language changes when Hoplens is started again.</source>
        <translation>La lingua cambia al prossimo avvio di Hoplens.</translation>
    </message>
    <message>
        <source>Pr&amp;ojector</source>
        <translation>Pr&amp;oiettore</translation>
    </message>
    <message>
        <source>&amp;Projector mode</source>
        <translation>Modalità &amp;proiettore</translation>
    </message>
    <message>
        <source>P&amp;en: draw over the picture</source>
        <translation>P&amp;enna: disegna sopra</translation>
    </message>
    <message>
        <source>&amp;Wipe what was drawn</source>
        <translation>&amp;Cancella i segni</translation>
    </message>
    <message>
        <source>&amp;Spotlight on the current hop</source>
        <translation>&amp;Riflettore sul salto attuale</translation>
    </message>
    <message>
        <source>&amp;Leave</source>
        <translation>&amp;Esci</translation>
    </message>
    <message>
        <source>&amp;Trace</source>
        <translation>&amp;Traccia</translation>
    </message>
    <message>
        <source>&amp;Ask where a packet goes</source>
        <translation>&amp;Chiedi dove va un pacchetto</translation>
    </message>
    <message>
        <source>Step &amp;forward</source>
        <translation>Passo &amp;avanti</translation>
    </message>
    <message>
        <source>Step &amp;back</source>
        <translation>Passo &amp;indietro</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Riproduci</translation>
    </message>
    <message>
        <source>F&amp;aster</source>
        <translation>Più &amp;veloce</translation>
    </message>
    <message>
        <source>S&amp;lower</source>
        <translation>Più &amp;lento</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Aiuto</translation>
    </message>
    <message>
        <source>&amp;Commands and objects…</source>
        <translation>&amp;Comandi e oggetti…</translation>
    </message>
    <message>
        <source>&amp;About Hoplens</source>
        <translation>&amp;Informazioni su Hoplens</translation>
    </message>
    <message>
        <source>About Hoplens</source>
        <translation>Informazioni su Hoplens</translation>
    </message>
    <message>
        <source>Hoplens is a lens on every hop a packet takes through a Linux host.
Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Hoplens è una lente su ogni salto di un pacchetto attraverso un host Linux.
Software libero sotto la GNU General Public License, versione 3 o successiva.</translation>
    </message>
    <message>
        <source>Open a network</source>
        <translation>Apri una rete</translation>
    </message>
    <message>
        <source>Snapshots and rules (*.json *.txt *.rules);;All files (*)</source>
        <translation>Istantanee e regole (*.json *.txt *.rules);;Tutti i file (*)</translation>
    </message>
    <message>
        <source>Export this view</source>
        <translation>Esporta questa vista</translation>
    </message>
    <message>
        <source>SVG (*.svg);;PNG (*.png);;PDF (*.pdf);;CSV of a chart (*.csv)</source>
        <translation>SVG (*.svg);;PNG (*.png);;PDF (*.pdf);;CSV di un grafico (*.csv)</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Scritto in %1</translation>
    </message>
    <message>
        <source>There is no trace yet: ask for one in the bar above.</source>
        <translation>Non c'è ancora una traccia: chiedila nella barra in alto.</translation>
    </message>
    <message>
        <source>Export the trace</source>
        <translation>Esporta la traccia</translation>
    </message>
    <message>
        <source>Text (*.txt);;JSON (*.json);;SVG (*.svg);;PNG (*.png);;PDF (*.pdf)</source>
        <translation>Testo (*.txt);;JSON (*.json);;SVG (*.svg);;PNG (*.png);;PDF (*.pdf)</translation>
    </message>
    <message>
        <source>namespace</source>
        <translation>namespace</translation>
    </message>
    <message>
        <source>Following this host</source>
        <translation>Seguire questo host</translation>
    </message>
    <message>
        <source>Reading other namespaces takes the rights of an administrator. The window never has them; the collector alone can, for one snapshot.</source>
        <translation>Leggere altri namespace richiede i diritti di amministratore. La finestra non li ha mai; solo il raccoglitore può averli, per una sola istantanea.</translation>
    </message>
    <message>
        <source>Collect once as administrator</source>
        <translation>Raccogli una volta come amministratore</translation>
    </message>
    <message>
        <source>● live</source>
        <translation>● dal vivo</translation>
    </message>
    <message>
        <source>The collector ended with status %1: %2</source>
        <translation>Il raccoglitore è terminato con stato %1: %2</translation>
    </message>
    <message>
        <source>this host, once</source>
        <translation>questo host, una volta</translation>
    </message>
    <message>
        <source>pkexec could not be started: is polkit installed? Or run: sudo hoplens collect -o FILE</source>
        <translation>Non è stato possibile avviare pkexec: polkit è installato? Oppure esegui: sudo hoplens collect -o FILE</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Modifica</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Annulla</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Ripeti</translation>
    </message>
    <message>
        <source>Trace &amp;from here</source>
        <translation>Traccia &amp;da qui</translation>
    </message>
    <message>
        <source>&amp;Collapse or expand</source>
        <translation>&amp;Comprimi o espandi</translation>
    </message>
    <message>
        <source>&amp;Pin or unpin</source>
        <translation>&amp;Fissa o sblocca</translation>
    </message>
    <message>
        <source>&amp;Hide</source>
        <translation>&amp;Nascondi</translation>
    </message>
    <message>
        <source>&amp;Show everything</source>
        <translation>&amp;Mostra tutto</translation>
    </message>
    <message>
        <source>&amp;Lay out anew</source>
        <translation>&amp;Ridisponi</translation>
    </message>
    <message>
        <source>Opened lately</source>
        <translation>Aperti di recente</translation>
    </message>
    <message>
        <source>This trace is of an earlier network: ask again to follow it.</source>
        <translation>Questa traccia è di una rete precedente: chiedi di nuovo per seguirla.</translation>
    </message>
    <message>
        <source>The rules of that namespace are not here.</source>
        <translation>Le regole di quel namespace non sono qui.</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>No namespace here has rules of %1.</source>
        <translation>Nessun namespace qui ha regole di %1.</translation>
    </message>
    <message>
        <source>&amp;Services</source>
        <translation>&amp;Service</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Policy</translation>
    </message>
    <message>
        <source>&amp;Policies</source>
        <translation>&amp;Policy</translation>
    </message>
    <message>
        <source>A lesson: from one cable to the Internet</source>
        <translation>Una lezione: da un cavo a Internet</translation>
    </message>
    <message>
        <source>Fifteen steps to type or to run, on a network in memory</source>
        <translation>Quindici passi da scrivere o da eseguire, su una rete in memoria</translation>
    </message>
    <message>
        <source>Nothing that is typed here touches this computer. help: what there is; undo: takes a command back.</source>
        <translation>Nulla di ciò che si scrive qui tocca questo computer. help: che cosa c'è; undo: annulla un comando.</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>Laboratorio</translation>
    </message>
    <message>
        <source>&amp;Lab</source>
        <translation>&amp;Laboratorio</translation>
    </message>
    <message>
        <source>An &amp;empty host</source>
        <translation>Un host &amp;vuoto</translation>
    </message>
    <message>
        <source>A &amp;host behind a router</source>
        <translation>Un &amp;host dietro un router</translation>
    </message>
    <message>
        <source>&amp;Two hosts on a switch</source>
        <translation>&amp;Due host su uno switch</translation>
    </message>
    <message>
        <source>&amp;Open this network in the lab</source>
        <translation>&amp;Apri questa rete nel laboratorio</translation>
    </message>
    <message>
        <source>A lesson from a &amp;file…</source>
        <translation>Una lezione da un &amp;file…</translation>
    </message>
    <message>
        <source>Open a lesson</source>
        <translation>Apri una lezione</translation>
    </message>
    <message>
        <source>Lessons (*.md);;All files (*)</source>
        <translation>Lezioni (*.md);;Tutti i file (*)</translation>
    </message>
    <message>
        <source>&amp;What did this change?</source>
        <translation>&amp;Che cosa è cambiato?</translation>
    </message>
    <message>
        <source>Open a network in the lab first, and change something.</source>
        <translation>Apri prima una rete nel laboratorio e cambia qualcosa.</translation>
    </message>
    <message>
        <source>lab</source>
        <translation>laboratorio</translation>
    </message>
    <message>
        <source>A network to try things in.</source>
        <translation>Una rete per fare prove.</translation>
    </message>
    <message>
        <source>There is no network yet: open one first.</source>
        <translation>Non c'è ancora una rete: aprine prima una.</translation>
    </message>
    <message>
        <source>lab: a copy</source>
        <translation>laboratorio: una copia</translation>
    </message>
    <message>
        <source>A copy of the network: change it, and ask what that changed (changes).</source>
        <translation>Una copia della rete: modificala e chiedi che cosa è cambiato (changes).</translation>
    </message>
</context>
<context>
    <name>hoplens::views::PoliciesPage</name>
    <message>
        <source>Find a workload, an address or a port</source>
        <translation>Cerca un workload, un indirizzo o una porta</translation>
    </message>
    <message>
        <source>Allowed connections</source>
        <translation>Connessioni consentite</translation>
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
        <translation>Raggruppamento</translation>
    </message>
    <message>
        <source>port, such as 80 or 53/udp</source>
        <translation>porta, come 80 o 53/udp</translation>
    </message>
    <message>
        <source>Port that the reasons are about</source>
        <translation>Porta a cui si riferiscono le ragioni</translation>
    </message>
    <message>
        <source>Choose a pair to see why.</source>
        <translation>Scegli una coppia per vedere perché.</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Ragioni</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>Quadrato</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabella</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Perché</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>E se</translation>
    </message>
    <message>
        <source>No Kubernetes objects are here. Open a file or a folder of manifests, or what kubectl get -o yaml wrote.</source>
        <translation>Qui non ci sono oggetti Kubernetes. Apri un file o una cartella di manifesti, o ciò che ha scritto kubectl get -o yaml.</translation>
    </message>
    <message>
        <source>Write policies here as YAML. One of the same kind and name as one of the cluster takes its place; any other is added.</source>
        <translation>Scrivi qui le policy in YAML. Una dello stesso tipo e nome di una del cluster ne prende il posto; ogni altra si aggiunge.</translation>
    </message>
    <message>
        <source>Policies that are tried</source>
        <translation>Policy in prova</translation>
    </message>
    <message>
        <source>Policy that is left out</source>
        <translation>Policy esclusa</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>Che cosa cambierebbe</translation>
    </message>
    <message>
        <source>✕ %1</source>
        <translation>✕ %1</translation>
    </message>
    <message>
        <source>no policy left out</source>
        <translation>nessuna policy esclusa</translation>
    </message>
    <message>
        <source>%1 workloads, %2 policies: %3 connections are allowed</source>
        <translation>%1 workload, %2 policy: %3 connessioni sono consentite</translation>
    </message>
    <message>
        <source>Nothing is allowed.</source>
        <translation>Nulla è consentito.</translation>
    </message>
    <message>
        <source>Allowed: %1.</source>
        <translation>Consentito: %1.</translation>
    </message>
    <message>
        <source>Unknown: %1.</source>
        <translation>Sconosciuto: %1.</translation>
    </message>
    <message>
        <source>What is tried here changes nothing in the cluster. Its effect is listed here, and marked in the square.</source>
        <translation>Ciò che si prova qui non cambia nulla nel cluster. L'effetto è elencato qui e segnato nel quadrato.</translation>
    </message>
    <message>
        <source>The same connections are allowed.</source>
        <translation>Sono consentite le stesse connessioni.</translation>
    </message>
    <message>
        <source>%1 pairs differ.</source>
        <translation>%1 coppie differiscono.</translation>
    </message>
    <message>
        <source>+ now allowed: %1  %2</source>
        <translation>+ ora consentito: %1  %2</translation>
    </message>
    <message>
        <source>− now denied: %1  %2</source>
        <translation>− ora negato: %1  %2</translation>
    </message>
    <message>
        <source>? now unknown: %1  %2</source>
        <translation>? ora sconosciuto: %1  %2</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… e altre %1</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Grafo</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ReachMatrix</name>
    <message>
        <source>Who reaches whom as a square</source>
        <translation>Chi raggiunge chi, come quadrato</translation>
    </message>
    <message>
        <source>Arrow keys walk from pair to pair, Enter says why. The table beside it has the same in words.</source>
        <translation>I tasti freccia passano di coppia in coppia, Invio dice perché. La tabella accanto ha lo stesso in parole.</translation>
    </message>
    <message>
        <source>nothing is allowed</source>
        <translation>nulla è consentito</translation>
    </message>
    <message>
        <source>all ports are allowed</source>
        <translation>tutte le porte sono consentite</translation>
    </message>
    <message>
        <source>allowed: %1</source>
        <translation>consentito: %1</translation>
    </message>
    <message>
        <source>unknown: %1</source>
        <translation>sconosciuto: %1</translation>
    </message>
    <message>
        <source>%1 → %2: %3</source>
        <translation>%1 → %2: %3</translation>
    </message>
    <message>
        <source>all ports</source>
        <translation>tutte le porte</translation>
    </message>
    <message>
        <source>some</source>
        <translation>alcune</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nessuno</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>sconosciuto</translation>
    </message>
</context>
<context>
    <name>hoplens::views::RuleModel</name>
    <message>
        <source>No.</source>
        <translation>N.</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Condizioni</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Azione</translation>
    </message>
    <message>
        <source>Packets</source>
        <translation>Pacchetti</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Byte</translation>
    </message>
    <message>
        <source>Packets/s</source>
        <translation>Pacchetti/s</translation>
    </message>
</context>
<context>
    <name>hoplens::views::RulesGraph</name>
    <message>
        <source>Chains as a graph</source>
        <translation>Catene come grafo</translation>
    </message>
    <message>
        <source>Arrow keys walk from chain to chain, Enter opens what a chain jumps to. The list beside it has the same chains.</source>
        <translation>Le frecce vanno di catena in catena, Invio apre ciò a cui una catena salta. L'elenco a fianco ha le stesse catene.</translation>
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
        <translation>cerca una catena…</translation>
    </message>
    <message>
        <source>Find a chain</source>
        <translation>Cerca una catena</translation>
    </message>
    <message>
        <source>Which rules</source>
        <translation>Quali regole</translation>
    </message>
    <message>
        <source>all rules</source>
        <translation>tutte le regole</translation>
    </message>
    <message>
        <source>rules this flow can meet</source>
        <translation>regole che questo flusso può incontrare</translation>
    </message>
    <message>
        <source>rules this flow met</source>
        <translation>regole che questo flusso ha incontrato</translation>
    </message>
    <message>
        <source>Chains</source>
        <translation>Catene</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regole</translation>
    </message>
    <message>
        <source>Choose a chain.</source>
        <translation>Scegli una catena.</translation>
    </message>
    <message>
        <source>? The rules of %1 namespaces could not be read.</source>
        <translation>? Non è stato possibile leggere le regole di %1 namespace.</translation>
    </message>
    <message>
        <source>No namespace here has rules.</source>
        <translation>Nessun namespace qui ha regole.</translation>
    </message>
    <message>
        <source>find a rule…</source>
        <translation>cerca una regola…</translation>
    </message>
    <message>
        <source>Find a rule</source>
        <translation>Cerca una regola</translation>
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
        <translation>namespace dell'host</translation>
    </message>
    <message>
        <source>? not readable</source>
        <translation>? non leggibile</translation>
    </message>
    <message>
        <source>trouble</source>
        <translation>problema</translation>
    </message>
    <message>
        <source>1 link</source>
        <translation>1 link</translation>
    </message>
    <message>
        <source>%1 links</source>
        <translation>%1 link</translation>
    </message>
    <message>
        <source>pid %1</source>
        <translation>pid %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Dettaglio</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ServiceGraph</name>
    <message>
        <source>Service as a graph</source>
        <translation>Il Service come grafo</translation>
    </message>
    <message>
        <source>Arrow keys walk from card to card, Enter traces a packet there. The table beside it has the same ports.</source>
        <translation>Le frecce vanno di scheda in scheda, Invio segue un pacchetto fin lì. La tabella accanto ha le stesse porte.</translation>
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
        <translation>%1 di %2 pronti</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Cluster IP</source>
        <translation>IP del cluster</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Porta</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpoint</translation>
    </message>
</context>
<context>
    <name>hoplens::views::ServicesPage</name>
    <message>
        <source>Trace to it</source>
        <translation>Traccia fin lì</translation>
    </message>
    <message>
        <source>kube-proxy's rules</source>
        <translation>Regole di kube-proxy</translation>
    </message>
    <message>
        <source>Find a Service, an address or a port</source>
        <translation>Cerca un Service, un indirizzo o una porta</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>No Kubernetes objects are here. Open a file or a folder of manifests, or what kubectl get -o yaml wrote.</source>
        <translation>Qui non ci sono oggetti Kubernetes. Apri un file o una cartella di manifesti, o ciò che ha scritto kubectl get -o yaml.</translation>
    </message>
</context>
<context>
    <name>hoplens::views::StepRow</name>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>Livello %1, %2: %3</translation>
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
        <translation>(%1 righe precedenti omesse)</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TopologyCanvas</name>
    <message>
        <source>Topology</source>
        <translation>Topologia</translation>
    </message>
    <message>
        <source>The network as a picture. Arrow keys walk along cables, Enter inspects.</source>
        <translation>La rete come disegno. Le frecce percorrono i cavi, Invio ispeziona.</translation>
    </message>
    <message>
        <source>the host namespace</source>
        <translation>il namespace dell'host</translation>
    </message>
    <message>
        <source>namespace %1</source>
        <translation>namespace %1</translation>
    </message>
    <message>
        <source>a station of the kernel in %1</source>
        <translation>una stazione del kernel in %1</translation>
    </message>
    <message>
        <source>interface %1 in %2</source>
        <translation>interfaccia %1 in %2</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TraceBar</name>
    <message>
        <source>Trace</source>
        <translation>Traccia</translation>
    </message>
    <message>
        <source>&amp;from</source>
        <translation>&amp;da</translation>
    </message>
    <message>
        <source>&amp;to</source>
        <translation>&amp;a</translation>
    </message>
    <message>
        <source>netns/NAME, host or outside</source>
        <translation>netns/NOME, host oppure outside</translation>
    </message>
    <message>
        <source>Where the packet starts</source>
        <translation>Da dove parte il pacchetto</translation>
    </message>
    <message>
        <source>8.8.8.8, 10.0.0.2:80 or [fd00::1]:443</source>
        <translation>8.8.8.8, 10.0.0.2:80 oppure [fd00::1]:443</translation>
    </message>
    <message>
        <source>Where the packet is to go</source>
        <translation>Dove deve andare il pacchetto</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protocollo</translation>
    </message>
    <message>
        <source>Whether conntrack knows the flow</source>
        <translation>Se conntrack conosce il flusso</translation>
    </message>
    <message>
        <source>new flow</source>
        <translation>flusso nuovo</translation>
    </message>
    <message>
        <source>known flow</source>
        <translation>flusso noto</translation>
    </message>
    <message>
        <source>protocol by target</source>
        <translation>protocollo secondo la meta</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TraceComparison</name>
    <message>
        <source>Two traces</source>
        <translation>Due tracce</translation>
    </message>
    <message>
        <source>Steps side by side</source>
        <translation>Passi fianco a fianco</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TraceList</name>
    <message>
        <source>(known flow)</source>
        <translation>(flusso noto)</translation>
    </message>
    <message>
        <source>Compare two</source>
        <translation>Confronta due</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Rimuovi</translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>Tracce</translation>
    </message>
    <message>
        <source>Choose two traces (Ctrl and a click) to see them side by side</source>
        <translation>Scegli due tracce (Ctrl e clic) per vederle fianco a fianco</translation>
    </message>
</context>
<context>
    <name>hoplens::views::TracePanel</name>
    <message>
        <source>The trace in one sentence</source>
        <translation>La traccia in una frase</translation>
    </message>
    <message>
        <source>Ways there</source>
        <translation>Vie di andata</translation>
    </message>
    <message>
        <source>Ways back</source>
        <translation>Vie di ritorno</translation>
    </message>
    <message>
        <source>The packet before and after the step</source>
        <translation>Il pacchetto prima e dopo il passo</translation>
    </message>
    <message>
        <source>Step back (Page Up)</source>
        <translation>Passo indietro (Pag su)</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Passo indietro</translation>
    </message>
    <message>
        <source>Step forward (Page Down)</source>
        <translation>Passo avanti (Pag giù)</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>Passo avanti</translation>
    </message>
    <message>
        <source>▶ Play</source>
        <translation>▶ Riproduci</translation>
    </message>
    <message>
        <source>Ask in the bar above where a packet goes: from a namespace, to an address.</source>
        <translation>Chiedi nella barra in alto dove va un pacchetto: da un namespace, a un indirizzo.</translation>
    </message>
    <message>
        <source>%1 · %2 %</source>
        <translation>%1 · %2 %</translation>
    </message>
    <message>
        <source>%1 · by traffic</source>
        <translation>%1 · secondo il traffico</translation>
    </message>
    <message>
        <source>way back %1: %2</source>
        <translation>ritorno %1: %2</translation>
    </message>
    <message>
        <source>❚❚ Pause</source>
        <translation>❚❚ Pausa</translation>
    </message>
    <message>
        <source>source</source>
        <translation>sorgente</translation>
    </message>
    <message>
        <source>destination</source>
        <translation>destinazione</translation>
    </message>
    <message>
        <source>protocol</source>
        <translation>protocollo</translation>
    </message>
    <message>
        <source>ports</source>
        <translation>porte</translation>
    </message>
    <message>
        <source>time to live</source>
        <translation>tempo di vita (TTL)</translation>
    </message>
    <message>
        <source>source MAC</source>
        <translation>MAC sorgente</translation>
    </message>
    <message>
        <source>destination MAC</source>
        <translation>MAC destinazione</translation>
    </message>
    <message>
        <source>length</source>
        <translation>lunghezza</translation>
    </message>
    <message>
        <source>mark</source>
        <translation>marchio</translation>
    </message>
    <message>
        <source>application</source>
        <translation>applicazione</translation>
    </message>
    <message>
        <source>transport</source>
        <translation>trasporto</translation>
    </message>
    <message>
        <source>network</source>
        <translation>rete</translation>
    </message>
    <message>
        <source>link</source>
        <translation>link</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Livelli</translation>
    </message>
</context>
<context>
    <name>hoplens::views::WorkloadGraph</name>
    <message>
        <source>A workload and whom policies let it talk to</source>
        <translation>Un workload e con chi le policy lo lasciano parlare</translation>
    </message>
    <message>
        <source>Arrow keys walk from card to card, Enter puts that workload in the middle. The table has the same in words.</source>
        <translation>I tasti freccia passano di scheda in scheda, Invio mette quel workload al centro. La tabella ha lo stesso in parole.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>See the network of this host and follow a packet through it.</source>
        <translation>Guarda la rete di questo host e segui un pacchetto attraverso di essa.</translation>
    </message>
    <message>
        <source>Write the picture to FILE (.svg, .png or .pdf) and end; needs no display.</source>
        <translation>Scrivi il disegno in FILE (.svg, .png o .pdf) e termina; non serve uno schermo.</translation>
    </message>
    <message>
        <source>Light on dark.</source>
        <translation>Chiaro su scuro.</translation>
    </message>
    <message>
        <source>A snapshot, the text of iptables-save or of nft -j list ruleset, or a folder of dumps; &quot;live&quot; for this host.</source>
        <translation>Un'istantanea, il testo di iptables-save o di nft -j list ruleset, o una cartella di dump; &quot;live&quot; per questo host.</translation>
    </message>
</context>
<context>
    <name>picture</name>
    <message>
        <source>host namespace</source>
        <translation>namespace dell'host</translation>
    </message>
    <message>
        <source>1 namespace</source>
        <translation>1 namespace</translation>
    </message>
    <message>
        <source>%1 namespaces</source>
        <translation>%1 namespace</translation>
    </message>
    <message>
        <source>%1 hidden</source>
        <translation>%1 nascosti</translation>
    </message>
    <message>
        <source>up</source>
        <translation>attiva</translation>
    </message>
    <message>
        <source>outside</source>
        <translation>esterno</translation>
    </message>
    <message>
        <source>beyond what is observed</source>
        <translation>oltre ciò che si osserva</translation>
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
        <translation>1 porta</translation>
    </message>
    <message>
        <source>%1 ports</source>
        <translation>%1 porte</translation>
    </message>
    <message>
        <source>▸ %1 folded</source>
        <translation>▸ %1 compressi</translation>
    </message>
    <message>
        <source>? not readable</source>
        <translation>? non leggibile</translation>
    </message>
    <message>
        <source>no address</source>
        <translation>nessun indirizzo</translation>
    </message>
    <message>
        <source>1 route</source>
        <translation>1 rotta</translation>
    </message>
    <message>
        <source>%1 routes</source>
        <translation>%1 rotte</translation>
    </message>
    <message>
        <source>1 rule</source>
        <translation>1 regola</translation>
    </message>
    <message>
        <source>%1 rules</source>
        <translation>%1 regole</translation>
    </message>
    <message>
        <source>Network of</source>
        <translation>Rete di</translation>
    </message>
    <message>
        <source>Nothing to draw: the input holds no host.</source>
        <translation>Niente da disegnare: l'ingresso non contiene alcun host.</translation>
    </message>
    <message>
        <source>down</source>
        <translation>spenta</translation>
    </message>
    <message>
        <source>no carrier</source>
        <translation>senza portante</translation>
    </message>
    <message>
        <source>link</source>
        <translation>link</translation>
    </message>
    <message>
        <source>no route</source>
        <translation>nessuna rotta</translation>
    </message>
    <message>
        <source>namespace %1</source>
        <translation>namespace %1</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regole</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>priorità %1</translation>
    </message>
    <message>
        <source>policy drop</source>
        <translation>politica drop</translation>
    </message>
    <message>
        <source>1 chain</source>
        <translation>1 catena</translation>
    </message>
    <message>
        <source>%1 chains</source>
        <translation>%1 catene</translation>
    </message>
    <message>
        <source>Nothing here decides about packets: no base chain has rules or drops.</source>
        <translation>Niente qui decide sui pacchetti: nessuna catena di base ha regole o scarta.</translation>
    </message>
    <message>
        <source>… and %1 more: find them in the list</source>
        <translation>… e altre %1: cercale nell'elenco</translation>
    </message>
    <message>
        <source>? rules not readable</source>
        <translation>? regole non leggibili</translation>
    </message>
    <message>
        <source>no rules</source>
        <translation>nessuna regola</translation>
    </message>
    <message>
        <source>route</source>
        <translation>rotta</translation>
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
        <translation>Porte</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpoint</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>keeps clients</source>
        <translation>trattiene i client</translation>
    </message>
    <message>
        <source>from outside: local only</source>
        <translation>da fuori: solo locali</translation>
    </message>
    <message>
        <source>inside: local only</source>
        <translation>dall'interno: solo locali</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… e altre %1</translation>
    </message>
    <message>
        <source>node port %1</source>
        <translation>porta del nodo %1</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>pronto</translation>
    </message>
    <message>
        <source>ending</source>
        <translation>in chiusura</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>non pronto</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>su %1</translation>
    </message>
    <message>
        <source>selected, but no endpoint</source>
        <translation>selezionato, ma nessun endpoint</translation>
    </message>
    <message>
        <source>Who may talk to %1</source>
        <translation>Chi può parlare con %1</translation>
    </message>
    <message>
        <source>may reach it</source>
        <translation>può raggiungerlo</translation>
    </message>
    <message>
        <source>Workload</source>
        <translation>Workload</translation>
    </message>
    <message>
        <source>it may reach</source>
        <translation>può raggiungere</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>e altri %1</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>sconosciuto</translation>
    </message>
    <message>
        <source>all ports</source>
        <translation>tutte le porte</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>nessuno</translation>
    </message>
    <message>
        <source>ingress: no policy</source>
        <translation>ingress: nessuna policy</translation>
    </message>
    <message>
        <source>ingress by</source>
        <translation>ingress da</translation>
    </message>
    <message>
        <source>egress: no policy</source>
        <translation>egress: nessuna policy</translation>
    </message>
    <message>
        <source>egress by</source>
        <translation>egress da</translation>
    </message>
    <message>
        <source>Who may talk to whom</source>
        <translation>Chi può parlare con chi</translation>
    </message>
    <message>
        <source>some</source>
        <translation>alcune</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nessuno</translation>
    </message>
</context>
<context>
    <name>rules</name>
    <message>
        <source>from %1</source>
        <translation>da %1</translation>
    </message>
    <message>
        <source>not from %1</source>
        <translation>non da %1</translation>
    </message>
    <message>
        <source>to %1</source>
        <translation>verso %1</translation>
    </message>
    <message>
        <source>not to %1</source>
        <translation>non verso %1</translation>
    </message>
    <message>
        <source>protocol %1</source>
        <translation>protocollo %1</translation>
    </message>
    <message>
        <source>protocol other than %1</source>
        <translation>protocollo diverso da %1</translation>
    </message>
    <message>
        <source>source port %1</source>
        <translation>porta sorgente %1</translation>
    </message>
    <message>
        <source>source port other than %1</source>
        <translation>porta sorgente diversa da %1</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>porta %1</translation>
    </message>
    <message>
        <source>port other than %1</source>
        <translation>porta diversa da %1</translation>
    </message>
    <message>
        <source>source or destination port %1</source>
        <translation>porta sorgente o destinazione %1</translation>
    </message>
    <message>
        <source>neither port %1</source>
        <translation>nessuna delle porte %1</translation>
    </message>
    <message>
        <source>in through %1</source>
        <translation>in entrata da %1</translation>
    </message>
    <message>
        <source>not in through %1</source>
        <translation>non in entrata da %1</translation>
    </message>
    <message>
        <source>out through %1</source>
        <translation>in uscita da %1</translation>
    </message>
    <message>
        <source>not out through %1</source>
        <translation>non in uscita da %1</translation>
    </message>
    <message>
        <source>connection is %1</source>
        <translation>la connessione è %1</translation>
    </message>
    <message>
        <source>connection is not %1</source>
        <translation>la connessione non è %1</translation>
    </message>
    <message>
        <source>mark %1</source>
        <translation>marchio %1</translation>
    </message>
    <message>
        <source>mark other than %1</source>
        <translation>marchio diverso da %1</translation>
    </message>
    <message>
        <source>connection mark %1</source>
        <translation>marchio di connessione %1</translation>
    </message>
    <message>
        <source>connection mark other than %1</source>
        <translation>marchio di connessione diverso da %1</translation>
    </message>
    <message>
        <source>time to live %1</source>
        <translation>tempo di vita %1</translation>
    </message>
    <message>
        <source>time to live other than %1</source>
        <translation>tempo di vita diverso da %1</translation>
    </message>
    <message>
        <source>sent by user %1</source>
        <translation>inviato dall'utente %1</translation>
    </message>
    <message>
        <source>not sent by user %1</source>
        <translation>non inviato dall'utente %1</translation>
    </message>
    <message>
        <source>to an address of type %1</source>
        <translation>verso un indirizzo di tipo %1</translation>
    </message>
    <message>
        <source>to an address not of type %1</source>
        <translation>verso un indirizzo non di tipo %1</translation>
    </message>
    <message>
        <source>from an address of type %1</source>
        <translation>da un indirizzo di tipo %1</translation>
    </message>
    <message>
        <source>from an address not of type %1</source>
        <translation>da un indirizzo non di tipo %1</translation>
    </message>
    <message>
        <source>not in through bridge port %1</source>
        <translation>non in entrata dalla porta bridge %1</translation>
    </message>
    <message>
        <source>in through bridge port %1</source>
        <translation>in entrata dalla porta bridge %1</translation>
    </message>
    <message>
        <source>not out through bridge port %1</source>
        <translation>non in uscita dalla porta bridge %1</translation>
    </message>
    <message>
        <source>out through bridge port %1</source>
        <translation>in uscita dalla porta bridge %1</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>accetta</translation>
    </message>
    <message>
        <source>drop</source>
        <translation>scarta</translation>
    </message>
    <message>
        <source>return</source>
        <translation>ritorna</translation>
    </message>
    <message>
        <source>jump to %1</source>
        <translation>salta a %1</translation>
    </message>
    <message>
        <source>go to %1</source>
        <translation>vai a %1</translation>
    </message>
    <message>
        <source>continue</source>
        <translation>continua</translation>
    </message>
    <message>
        <source>hand to a program (queue)</source>
        <translation>passa a un programma (queue)</translation>
    </message>
    <message>
        <source>by chance in %1 % of cases</source>
        <translation>per caso nel %1 % dei casi</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>tutto</translation>
    </message>
</context>
<context>
    <name>trace</name>
    <message>
        <source>%1 cannot be evaluated: %2</source>
        <translation>%1 non può essere valutata: %2</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>porta %1</translation>
    </message>
    <message>
        <source>the route to %1 encapsulates, which is not modelled</source>
        <translation>la rotta verso %1 incapsula, cosa non modellata</translation>
    </message>
    <message>
        <source>policy rule %1 uses %2, which is not modelled</source>
        <translation>la regola di policy %1 usa %2, che non è modellato</translation>
    </message>
    <message>
        <source>port %1 answers for neighbours itself, which is not modelled</source>
        <translation>la porta %1 risponde da sé per i vicini, cosa non modellata</translation>
    </message>
    <message>
        <source>the rules of %1 could not be read (%2): collect as root</source>
        <translation>non è stato possibile leggere le regole di %1 (%2): raccogli come root</translation>
    </message>
    <message>
        <source>the connections of %1 could not be read: whether it knows this flow is not known. Collect as root</source>
        <translation>non è stato possibile leggere le connessioni di %1: non si sa se conosce questo flusso. Raccogli come root</translation>
    </message>
    <message>
        <source>%1 picks one of more than 16 addresses by a hash of the kernel's</source>
        <translation>%1 sceglie uno tra più di 16 indirizzi con un hash del kernel</translation>
    </message>
    <message>
        <source>the packet goes round in a loop, or passes more than 240 steps</source>
        <translation>il pacchetto gira in un ciclo, o supera i 240 passi</translation>
    </message>
    <message>
        <source>an opaque program (%1) sits on %2</source>
        <translation>un programma opaco (%1) sta su %2</translation>
    </message>
    <message>
        <source>the packet passes more than 240 steps</source>
        <translation>il pacchetto supera i 240 passi</translation>
    </message>
    <message>
        <source>%1 belongs to a device that is not a bridge; that is not modelled</source>
        <translation>%1 appartiene a un dispositivo che non è un bridge; non è modellato</translation>
    </message>
    <message>
        <source>%1 devices on %2 are not modelled</source>
        <translation>i dispositivi %1 su %2 non sono modellati</translation>
    </message>
    <message>
        <source>the device below %1 is in a namespace that was not collected</source>
        <translation>il dispositivo sotto %1 è in un namespace non raccolto</translation>
    </message>
    <message>
        <source>the namespace that %1 tunnels through was not collected</source>
        <translation>il namespace attraverso cui %1 fa tunnel non è stato raccolto</translation>
    </message>
    <message>
        <source>%1 takes its destinations from routes or tc (external), which is not modelled</source>
        <translation>%1 prende le destinazioni dalle rotte o da tc (external), cosa non modellata</translation>
    </message>
    <message>
        <source>multicast groups of %1 are not modelled</source>
        <translation>i gruppi multicast di %1 non sono modellati</translation>
    </message>
    <message>
        <source>the %1 of %2 could not be read, or are not in the input: see the notes</source>
        <translation>%1 di %2: non è stato possibile leggere, o manca nell'ingresso: vedi le note</translation>
    </message>
    <message>
        <source>multicast and broadcast destinations are not modelled</source>
        <translation>le destinazioni multicast e broadcast non sono modellate</translation>
    </message>
    <message>
        <source>no route leads to %1 by the device that its sender is bound to, and whether the kernel sends it out of %2 all the same is not known</source>
        <translation>nessuna rotta porta a %1 dal dispositivo a cui il mittente è legato, e se il kernel lo mandi comunque da %2 non si sa</translation>
    </message>
    <message>
        <source>broadcast destinations are not modelled</source>
        <translation>le destinazioni broadcast non sono modellate</translation>
    </message>
    <message>
        <source>the route's device is not in the snapshot</source>
        <translation>il dispositivo della rotta non è nell'istantanea</translation>
    </message>
    <message>
        <source>routes of type %1 are not modelled</source>
        <translation>le rotte di tipo %1 non sono modellate</translation>
    </message>
    <message>
        <source>the sockets of %1 could not be read: whether port %2 listens is not known</source>
        <translation>non è stato possibile leggere i socket di %1: non si sa se la porta %2 è in ascolto</translation>
    </message>
    <message>
        <source>whether the kernel of %1 speaks SCTP is not in the snapshot</source>
        <translation>se il kernel di %1 parla SCTP non è nell'istantanea</translation>
    </message>
    <message>
        <source>whether anything in %1 takes protocol %2 is not readable</source>
        <translation>se qualcosa in %1 accetti il protocollo %2 non si può leggere</translation>
    </message>
    <message>
        <source>policy rule %1 refuses</source>
        <translation>la regola di policy %1 rifiuta</translation>
    </message>
    <message>
        <source>no route</source>
        <translation>nessuna rotta</translation>
    </message>
    <message>
        <source>(by policy rule %1)</source>
        <translation>(per la regola di policy %1)</translation>
    </message>
    <message>
        <source>source</source>
        <translation>sorgente</translation>
    </message>
    <message>
        <source>destination</source>
        <translation>destinazione</translation>
    </message>
    <message>
        <source>source port</source>
        <translation>porta sorgente</translation>
    </message>
    <message>
        <source>destination port</source>
        <translation>porta destinazione</translation>
    </message>
    <message>
        <source>in the quoted packet</source>
        <translation>nel pacchetto citato</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>su %1</translation>
    </message>
    <message>
        <source>%1 = 0: not for this host, and not forwarded</source>
        <translation>%1 = 0: non per questo host, e non inoltrato</translation>
    </message>
    <message>
        <source>rp_filter%1: the way back to %2 does not leave through %3</source>
        <translation>rp_filter%1: il ritorno verso %2 non esce da %3</translation>
    </message>
    <message>
        <source>martian source: %1 cannot have come in%2</source>
        <translation>sorgente marziana: %1 non può essere entrato%2</translation>
    </message>
    <message>
        <source>martian destination: %1 cannot have come in%2</source>
        <translation>destinazione marziana: %1 non può essere entrato%2</translation>
    </message>
    <message>
        <source>%1 is down</source>
        <translation>%1 è spenta</translation>
    </message>
    <message>
        <source>%1 has no carrier</source>
        <translation>%1 è senza portante</translation>
    </message>
    <message>
        <source>the packet of %1 bytes does not fit the MTU of %2%3</source>
        <translation>il pacchetto di %1 byte non entra nella MTU di %2%3</translation>
    </message>
    <message>
        <source>the link</source>
        <translation>il link</translation>
    </message>
    <message>
        <source>bridge port %1 is %2</source>
        <translation>la porta bridge %1 è %2</translation>
    </message>
    <message>
        <source>not forwarding</source>
        <translation>non inoltra</translation>
    </message>
    <message>
        <source>both bridge ports are isolated: they do not talk to each other</source>
        <translation>entrambe le porte bridge sono isolate: non si parlano</translation>
    </message>
    <message>
        <source>VLAN %1 is not allowed%2</source>
        <translation>la VLAN %1 non è ammessa%2</translation>
    </message>
    <message>
        <source>the frame for %1 is not for this device%2</source>
        <translation>il frame per %1 non è per questo dispositivo%2</translation>
    </message>
    <message>
        <source>nobody behind %1 takes the frame</source>
        <translation>nessuno dietro %1 prende il frame</translation>
    </message>
    <message>
        <source>no usable source address%1</source>
        <translation>nessun indirizzo sorgente utilizzabile%1</translation>
    </message>
    <message>
        <source>no tunnel endpoint takes it%1</source>
        <translation>nessun capo di tunnel lo prende%1</translation>
    </message>
    <message>
        <source>the listener on %1 port %2 takes the answer for a message of its own</source>
        <translation>chi ascolta su %1 porta %2 prende la risposta per un messaggio suo</translation>
    </message>
    <message>
        <source>no socket expects %1</source>
        <translation>nessun socket aspetta %1</translation>
    </message>
    <message>
        <source>the time to live has run out</source>
        <translation>il tempo di vita è esaurito</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>consegnato</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>scartato</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rifiutato</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>irraggiungibile</translation>
    </message>
    <message>
        <source>departed</source>
        <translation>partito</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>sconosciuto</translation>
    </message>
    <message>
        <source>application</source>
        <translation>applicazione</translation>
    </message>
    <message>
        <source>route</source>
        <translation>rotta</translation>
    </message>
    <message>
        <source>rule</source>
        <translation>regola</translation>
    </message>
    <message>
        <source>nat</source>
        <translation>nat</translation>
    </message>
    <message>
        <source>neighbour</source>
        <translation>vicino</translation>
    </message>
    <message>
        <source>interface</source>
        <translation>interfaccia</translation>
    </message>
    <message>
        <source>socket</source>
        <translation>socket</translation>
    </message>
    <message>
        <source>a process sends to %1</source>
        <translation>un processo invia a %1</translation>
    </message>
    <message>
        <source>arrives from outside on %1</source>
        <translation>arriva dall'esterno su %1</translation>
    </message>
    <message>
        <source>%1 is an address of this host</source>
        <translation>%1 è un indirizzo di questo host</translation>
    </message>
    <message>
        <source>no route to %1</source>
        <translation>nessuna rotta verso %1</translation>
    </message>
    <message>
        <source>source %1 chosen</source>
        <translation>scelta la sorgente %1</translation>
    </message>
    <message>
        <source>looked up again, since the packet changed: %1</source>
        <translation>ricercata di nuovo, perché il pacchetto è cambiato: %1</translation>
    </message>
    <message>
        <source>%1 policy %2</source>
        <translation>%1 politica %2</translation>
    </message>
    <message>
        <source>new connection</source>
        <translation>nuova connessione</translation>
    </message>
    <message>
        <source>belongs to a known connection</source>
        <translation>appartiene a una connessione nota</translation>
    </message>
    <message>
        <source>an error about a known connection</source>
        <translation>un errore su una connessione nota</translation>
    </message>
    <message>
        <source>belongs to no connection (invalid)</source>
        <translation>non appartiene ad alcuna connessione (non valido)</translation>
    </message>
    <message>
        <source>not tracked</source>
        <translation>non tracciato</translation>
    </message>
    <message>
        <source>translated back: %1</source>
        <translation>ritradotto: %1</translation>
    </message>
    <message>
        <source>%1 is at %2 (neighbour table, %3)</source>
        <translation>%1 è a %2 (tabella dei vicini, %3)</translation>
    </message>
    <message>
        <source>%1 answers from %2 (%3)</source>
        <translation>%1 risponde da %2 (%3)</translation>
    </message>
    <message>
        <source>%1 answers for %2 as its proxy, from %3</source>
        <translation>%1 risponde per conto di %2, da %3</translation>
    </message>
    <message>
        <source>nobody answers for %1 on %2</source>
        <translation>nessuno risponde per %1 su %2</translation>
    </message>
    <message>
        <source>whoever has %1 is outside, behind %2</source>
        <translation>chi ha %1 è all'esterno, dietro %2</translation>
    </message>
    <message>
        <source>%1 needs no neighbour address</source>
        <translation>%1 non ha bisogno dell'indirizzo del vicino</translation>
    </message>
    <message>
        <source>flooded to all ports of %1</source>
        <translation>inviato a tutte le porte di %1</translation>
    </message>
    <message>
        <source>%1 → %2: for the bridge itself</source>
        <translation>%1 → %2: per il bridge stesso</translation>
    </message>
    <message>
        <source>%1 takes it</source>
        <translation>%1 lo prende</translation>
    </message>
    <message>
        <source>%1 wraps it for %2 (VNI %3)</source>
        <translation>%1 lo incapsula per %2 (VNI %3)</translation>
    </message>
    <message>
        <source>%1 unwraps it (VNI %2)</source>
        <translation>%1 lo estrae (VNI %2)</translation>
    </message>
    <message>
        <source>forwarded (ip_forward = 1), time to live %1 → %2</source>
        <translation>inoltrato (ip_forward = 1), tempo di vita %1 → %2</translation>
    </message>
    <message>
        <source>%1 port %2 listens</source>
        <translation>%1 porta %2 è in ascolto</translation>
    </message>
    <message>
        <source>the kernel does not speak %1</source>
        <translation>il kernel non parla %1</translation>
    </message>
    <message>
        <source>nothing listens on %1 port %2</source>
        <translation>niente è in ascolto su %1 porta %2</translation>
    </message>
    <message>
        <source>%1 answers the echo request</source>
        <translation>%1 risponde alla richiesta di eco</translation>
    </message>
    <message>
        <source>the sender receives %1</source>
        <translation>il mittente riceve %1</translation>
    </message>
    <message>
        <source>leaves through %1 as %2</source>
        <translation>esce da %1 come %2</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 e %2</translation>
    </message>
    <message>
        <source>%1 has no route to %2.</source>
        <translation>%1 non ha una rotta verso %2.</translation>
    </message>
    <message>
        <source>%1 throws packets to %2 away: %3.</source>
        <translation>%1 butta i pacchetti verso %2: %3.</translation>
    </message>
    <message>
        <source>%1 refuses to route to %2: %3.</source>
        <translation>%1 rifiuta di instradare verso %2: %3.</translation>
    </message>
    <message>
        <source>Nobody on the segment of %1 in %2 answers for %3.</source>
        <translation>Nessuno sul segmento di %1 in %2 risponde per %3.</translation>
    </message>
    <message>
        <source>%1 drops it: %2.</source>
        <translation>%1 lo scarta: %2.</translation>
    </message>
    <message>
        <source>%1 rejects it: %2.</source>
        <translation>%1 lo rifiuta: %2.</translation>
    </message>
    <message>
        <source>The packet reaches %1, but nothing listens on %2 port %3 there.</source>
        <translation>Il pacchetto raggiunge %1, ma lì niente è in ascolto su %2 porta %3.</translation>
    </message>
    <message>
        <source>The packet reaches %1, but the kernel there does not speak %2.</source>
        <translation>Il pacchetto raggiunge %1, ma lì il kernel non parla %2.</translation>
    </message>
    <message>
        <source>%1 does not expect it: no socket there has sent to %2.</source>
        <translation>%1 non lo aspetta: nessun socket lì ha inviato a %2.</translation>
    </message>
    <message>
        <source>Add a MASQUERADE rule for %1 where the packet leaves its network, or a route back in %2.</source>
        <translation>Aggiungi una regola MASQUERADE per %1 dove il pacchetto lascia la sua rete, o una rotta di ritorno in %2.</translation>
    </message>
    <message>
        <source>Add a route to %1 (or a default route) in %2.</source>
        <translation>Aggiungi una rotta verso %1 (o una rotta predefinita) in %2.</translation>
    </message>
    <message>
        <source>Set %1 = 1 in %2.</source>
        <translation>Imposta %1 = 1 in %2.</translation>
    </message>
    <message>
        <source>Route %1 back through %2, or set rp_filter there to 2 (loose) or 0.</source>
        <translation>Instrada %1 indietro per %2, o imposta lì rp_filter a 2 (lasco) o 0.</translation>
    </message>
    <message>
        <source>Set %1 up.</source>
        <translation>Accendi %1.</translation>
    </message>
    <message>
        <source>Give %1 in %2 an address.</source>
        <translation>Dai un indirizzo a %1 in %2.</translation>
    </message>
    <message>
        <source>the outgoing interface</source>
        <translation>l'interfaccia di uscita</translation>
    </message>
    <message>
        <source>Start the server, or check the port.</source>
        <translation>Avvia il server, o controlla la porta.</translation>
    </message>
    <message>
        <source>Load the kernel's module for %1 on that host and start the server.</source>
        <translation>Carica il modulo del kernel per %1 su quell'host e avvia il server.</translation>
    </message>
    <message>
        <source>Lower the MTU of the sender, or raise that of %1.</source>
        <translation>Abbassa la MTU del mittente, o alza quella di %1.</translation>
    </message>
    <message>
        <source>Set the port and its bridge up, or wait for STP.</source>
        <translation>Accendi la porta e il suo bridge, o attendi STP.</translation>
    </message>
    <message>
        <source>Add a MASQUERADE rule for %1.</source>
        <translation>Aggiungi una regola MASQUERADE per %1.</translation>
    </message>
    <message>
        <source>Check that %1 is up and on this segment.</source>
        <translation>Controlla che %1 sia acceso e su questo segmento.</translation>
    </message>
    <message>
        <source>Delivered.</source>
        <translation>Consegnato.</translation>
    </message>
    <message>
        <source>Delivered to %1 (%2), which sees %3 as the source</source>
        <translation>Consegnato a %1 (%2), che vede %3 come sorgente</translation>
    </message>
    <message>
        <source>%1; the answer comes back.</source>
        <translation>%1; la risposta torna indietro.</translation>
    </message>
    <message>
        <source>%1; the answer leaves through %2.</source>
        <translation>%1; la risposta esce da %2.</translation>
    </message>
    <message>
        <source>%1, but the answer does not come back. %2</source>
        <translation>%1, ma la risposta non torna. %2</translation>
    </message>
    <message>
        <source>What happens to it is unknown, because %1.</source>
        <translation>Che cosa ne accada non si sa, perché: %1.</translation>
    </message>
    <message>
        <source>toward %1</source>
        <translation>verso %1</translation>
    </message>
    <message>
        <source>as %1</source>
        <translation>come %1</translation>
    </message>
    <message>
        <source>%1 leaves through %2%3%4, so an answer can return; beyond it nothing is observed.</source>
        <translation>%1 esce da %2%3%4, perciò una risposta può tornare; oltre non si osserva nulla.</translation>
    </message>
    <message>
        <source>%1 leaves through %2, but nothing rewrites its source: the reply has no way back.</source>
        <translation>%1 esce da %2, ma niente riscrive la sorgente: la risposta non ha via di ritorno.</translation>
    </message>
    <message>
        <source>Unknown, because %1.</source>
        <translation>Sconosciuto, perché: %1.</translation>
    </message>
    <message>
        <source>%1 ways: %2. First: %3</source>
        <translation>%1 vie: %2. Prima: %3</translation>
    </message>
    <message>
        <source>? what happens here is not known</source>
        <translation>? che cosa accada qui non si sa</translation>
    </message>
    <message>
        <source>the other end of %1 is in a namespace that was not collected</source>
        <translation>l'altro capo di %1 è in un namespace non raccolto</translation>
    </message>
    <message>
        <source>the program behind %1 takes it</source>
        <translation>il programma dietro %1 lo prende</translation>
    </message>
    <message>
        <source>devices of kind %1 (%2) are not modelled</source>
        <translation>i dispositivi di tipo %1 (%2) non sono modellati</translation>
    </message>
    <message>
        <source>the proxy neighbours of %1 were not read</source>
        <translation>i vicini proxy di %1 non sono stati letti</translation>
    </message>
    <message>
        <source>the scheduler %1 chooses by what is not in the snapshot</source>
        <translation>lo scheduler %1 sceglie in base a ciò che non è nell'istantanea</translation>
    </message>
    <message>
        <source>IPVS in %1 hands packets to %2 on to real servers without translating them, which is not modelled</source>
        <translation>IPVS in %1 passa i pacchetti per %2 ai server reali senza tradurli, e questo non è modellato</translation>
    </message>
    <message>
        <source>whether conntrack of %1 sees what IPVS sends on (net.ipv4.vs.conntrack) is not known</source>
        <translation>non è noto se conntrack di %1 vede ciò che IPVS inoltra (net.ipv4.vs.conntrack)</translation>
    </message>
    <message>
        <source>the virtual servers of IPVS in %1 could not be read: whether it sends connections to %2 on is not known</source>
        <translation>non è stato possibile leggere i server virtuali di IPVS in %1: non è noto se inoltra le connessioni verso %2</translation>
    </message>
    <message>
        <source>IPVS (%1, scheduler %2, %3 real servers) sends it on to %4 port %5</source>
        <translation>IPVS (%1, scheduler %2, %3 server reali) lo inoltra a %4 porta %5</translation>
    </message>
    <message>
        <source>IPVS has no real server for %1</source>
        <translation>IPVS non ha server reali per %1</translation>
    </message>
    <message>
        <source>IPVS gives it back the address that the client asked for: %1</source>
        <translation>IPVS gli ridà l'indirizzo che il client aveva chiesto: %1</translation>
    </message>
    <message>
        <source>%1 rejects it: no real server stands behind %2 port %3.</source>
        <translation>%1 lo rifiuta: dietro %2 porta %3 non c'è alcun server reale.</translation>
    </message>
    <message>
        <source>Policies do not let it pass at %1: %2.</source>
        <translation>Le policy non lo lasciano passare in %1: %2.</translation>
    </message>
    <message>
        <source>the profile %1</source>
        <translation>il profilo %1</translation>
    </message>
    <message>
        <source>the workload at %1</source>
        <translation>il workload su %1</translation>
    </message>
    <message>
        <source>(of %1, ingress)</source>
        <translation>(di %1, in ingresso)</translation>
    </message>
    <message>
        <source>(of %1, egress)</source>
        <translation>(di %1, in uscita)</translation>
    </message>
    <message>
        <source>it passes %1 in fragments, and the rules there look at each by itself: ask about a packet of at most %2 bytes</source>
        <translation>attraversa %1 in frammenti, e le regole lì guardano ciascuno da solo: chiedi di un pacchetto di al massimo %2 byte</translation>
    </message>
    <message>
        <source>cut into fragments of at most %1 bytes: the MTU of the way over %2 is %3</source>
        <translation>diviso in frammenti di al massimo %1 byte: la MTU del percorso attraverso %2 è %3</translation>
    </message>
    <message>
        <source>a rule translates where the kernel lets none do so</source>
        <translation>una regola traduce dove il kernel non lo permette</translation>
    </message>
</context>
</TS>
