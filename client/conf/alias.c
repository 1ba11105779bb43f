/* Aliases: see alias.h. */
#include "conf/alias.h"

#include "shared/buf.h"

/* Those of both irssi and WeeChat that apply here. */
static const struct alias aliases[] = {
	{ LIT("?"), LIT("help") },
	{ LIT("buffer"), LIT("window") },
	{ LIT("bye"), LIT("quit") },
	{ LIT("c"), LIT("clear") },
	{ LIT("channels"), LIT("groups") },
	{ LIT("commands"), LIT("help more") },
	{ LIT("create"), LIT("join") },
	{ LIT("dm"), LIT("msg") },
	{ LIT("exit"), LIT("quit") },
	{ LIT("g"), LIT("window") },
	{ LIT("h"), LIT("help") },
	{ LIT("hilight"), LIT("highlight") },
	{ LIT("j"), LIT("join") },
	{ LIT("k"), LIT("kick") },
	{ LIT("last"), LIT("search") },
	{ LIT("lastlog"), LIT("search") },
	{ LIT("list"), LIT("groups") },
	{ LIT("m"), LIT("msg") },
	{ LIT("n"), LIT("names") },
	{ LIT("nickserv"), LIT("msg nickserv") },
	{ LIT("ns"), LIT("msg nickserv") },
	{ LIT("open"), LIT("window") },
	{ LIT("q"), LIT("query") },
	{ LIT("t"), LIT("topic") },
	{ LIT("users"), LIT("names") },
	{ LIT("w"), LIT("window") },
	{ LIT("wc"), LIT("close") },
	{ LIT("wi"), LIT("whois") },
	{ LIT("win"), LIT("window") },
	{ LIT("wjoin"), LIT("join") },
};

const struct alias *
alias_find(struct str word)
{
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (str_caseeq(aliases[i].word, word))
			return &aliases[i];
	return NULL;
}

bool
alias_expand(struct str *line, char room[LIMIT_LINE])
{
	struct str rest = *line;
	const struct alias *alias;
	struct buf to;

	if (!str_skip(&rest, STR("/")) ||
	    (alias = alias_find(str_word(&rest))) == NULL)
		return true;
	rest = str_strip(rest);
	buf_init(&to, room, LIMIT_LINE - 1);
	if (!BUF_CAT(&to, STR("/"), alias->text,
		rest.len > 0 ? STR(" ") : STR(""), rest))
		return false;
	*line = buf_str(&to);
	return true;
}
