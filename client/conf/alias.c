/* Aliases: see alias.h. */
#include "conf/alias.h"

#include "shared/buf.h"
#include "shared/names.h"

/* The built-in aliases: those of both irssi and WeeChat that apply here. */
static char *const given[] = {
	"? help",
	"buffer window",
	"bye quit",
	"c clear",
	"channels groups",
	"commands help more",
	"create join",
	"dm msg",
	"exit quit",
	"g window",
	"h help",
	"hilight highlight",
	"j join",
	"k kick",
	"last search",
	"lastlog search",
	"list groups",
	"m msg",
	"n names",
	"nickserv msg nickserv",
	"ns msg nickserv",
	"open window",
	"q query",
	"rejoin cycle",
	"t topic",
	"users names",
	"ver version",
	"w window",
	"wc close",
	"wi whois",
	"win window",
	"wjoin join",
	NULL,
};

static char *const *own_aliases; /* null: none yet */

/* Splits "WORD TEXT". */
static struct alias
split(const char *entry)
{
	struct alias alias = { str_from(entry), str_from(entry) };

	(void)str_skip(&alias.word, STR("/"));
	alias.word.len = strcspn(alias.word.at, " \t");
	str_drop(&alias.text, strcspn(entry, " \t"));
	str_drop(&alias.text, strspn(alias.text.at, " \t"));
	(void)str_skip(&alias.text, STR("/"));
	return alias;
}

const char *
alias_check(const char *entry)
{
	const struct alias alias = split(entry);

	if (alias.word.len == 0 || alias.word.len > ALIAS_WORD ||
	    memchr(alias.word.at, '/', alias.word.len) != NULL)
		return "must be a word of up to 32 bytes and its text";
	if (alias.text.len == 0)
		return "must be WORD TEXT";
	if (text_check(alias.text, LIMIT_LINE) != CODE_OK)
		return "must be text without control characters";
	return NULL;
}

void
alias_use(char *const *entries)
{
	own_aliases = entries;
}

/* Finds the alias in a list; false if there is none. */
static bool
find_in(char *const *list, struct str word, struct alias *alias)
{
	for (; list != NULL && *list != NULL; list++) {
		*alias = split(*list);
		if (str_caseeq(alias->word, word))
			return true;
	}
	return false;
}

bool
alias_find(struct str word, struct alias *alias)
{
	return find_in(own_aliases, word, alias) || find_in(given, word, alias);
}

bool
alias_at(size_t i, struct alias *alias)
{
	struct alias other;

	for (char *const *own = own_aliases; own != NULL && *own != NULL; own++)
		if (i-- == 0) {
			*alias = split(*own);
			return true;
		}
	for (char *const *entry = given; *entry != NULL; entry++) {
		*alias = split(*entry);
		if (!find_in(own_aliases, alias->word, &other) && i-- == 0)
			return true;
	}
	return false;
}

bool
alias_expand(struct str *line, char room[LIMIT_LINE])
{
	struct str rest = *line;
	struct alias alias;
	struct buf to;

	if (!str_skip(&rest, STR("/")) || !alias_find(str_word(&rest), &alias))
		return true;
	rest = str_strip(rest);
	buf_init(&to, room, LIMIT_LINE - 1);
	if (!BUF_CAT(&to, STR("/"), alias.text,
		rest.len > 0 ? STR(" ") : STR(""), rest))
		return false;
	*line = buf_str(&to);
	return true;
}
