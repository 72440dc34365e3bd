# Names that nft takes for misspelt ones, and words that it does not know.
nft "add table ip t"
nft "add chain ip t web"
nft "add chain ip t c"
nft "add rule ip6 t web accept" 2>&1 | head -1
nft "add rule ip6 tt web accept" 2>&1 | head -1
nft "add rule ip6 t c accept" 2>&1 | head -1
nft "add rule ip t d accept" 2>&1 | head -1
nft "add rule ip u c accept" 2>&1 | head -1
nft "add rule ip u web accept" 2>&1 | head -1
nft "delete rule ip6 t c handle 1" 2>&1 | head -1
nft "insert rule ip6 t c accept" 2>&1 | head -1
nft "insert rule ip6 t web accept" 2>&1 | head -1
nft "add table ip u"
nft "add chain ip u c"
nft "add rule ip6 t c accept" 2>&1 | head -1
nft "add rule ip6 uu c accept" 2>&1 | head -1
nft "add rule ip6 t wef tcp dport { 80, 81 } accept"
nft "add rule ip6 t wef tcp dport { 80 } accept"
nft "add rule ip t wef tcp dport { 80, 81 } accept"
nft "add rule ip6 t x tcp dport { 80 } accept"
nft "add rule ip6 t x tcp dport { 80-90 } accept"
nft "add rule ip6 t x tcp dport 80-90 accept"
nft "add rule ip6 t x tcp dport vmap { 80 : accept } accept"
nft "add rule ip6 t x tcp dport { 80, 80 } accept"
nft "add rule ip6 t x tcp dport != { 80 } accept"
nft "add rule ip6 t x tcp dport { 80 } tcp sport { 1, 2 } accept"
nft "add rule ip t x tcp dport { 80, 81 } accept; add rule ip t y accept"
nft "add rule ip u x accept; add rule ip u y accept"
nft "add table ip v; add rule ip u y accept; add chain ip v c"
nft list tables
nft "add chain ip w c; add chain ip w d"
nft "add rule ip t web accept; add rule ip t webb accept; add rule ip u web accept"
nft "delete table ip x; delete table ip y"
nft "add element ip t s { 1.1.1.1 }; add element ip t s2 { 1.1.1.1 }"
nft "flush chain ip t x; flush chain ip t y"
nft "add table ip q"
nft "add chain ip q c"
nft "add rule ip q c frob redirect"
nft "add rule ip q c frob redirect to :80"
nft "add rule ip q c frob redirect to 80"
nft "add rule ip q c frob update"
nft "add rule ip q c frob delete"
nft "add rule ip q c frob redirect accept"
nft "add rule ip q c frob accept"
nft "add rule ip q c frob masquerade to :80"
nft "add rule ip q c frob dnat to 10.0.0.1"
