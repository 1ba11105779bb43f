/* client/chat/words/words: what users of IRC type, as commands of the server.
 */
#include "client/chat/words/words.h"

#include "shared/buf.h"
#include "shared/limits.h"
#include "tests/lib/tap.h"

/* Typed behind a slash in group tea; we are in games as well. */
static const struct row {
	const char *line;
	enum meaning meaning;
	const char *words; /* of a action: what stands behind it */
} rows[] = {
	{ "msg sara hello  you ", MEANS_COMMAND, "tell sara hello  you" },
	{ "msg @sara hello", MEANS_COMMAND, "tell sara hello" },
	{ "msg #games hello", MEANS_COMMAND, "send games hello" },
	{ "msg o:#games hello", MEANS_COMMAND, "send o:games hello" },
	{ "msg ##games hello", MEANS_MISTAKE, NULL },
	{ "msg sara", MEANS_MISTAKE, "usage: /msg NAME|#G TEXT" },
	{ "me waves", MEANS_COMMAND, "send tea \001ACTION waves\001" },
	{ "me", MEANS_MISTAKE, "usage: /me TEXT" },
	{ "msg nickserv identify s3cret", MEANS_MISTAKE,
	    "here, accounts need no NickServ: /login NAME, /register" },
	{ "say two words", MEANS_COMMAND, "send tea two words" },
	{ "notice sara done", MEANS_COMMAND, "note @sara done" },
	{ "notice @sara done", MEANS_COMMAND, "note @sara done" },
	{ "notice #games all done", MEANS_COMMAND, "note games all done" },
	{ "cycle", MEANS_ACTION, "tea" },
	{ "cycle other", MEANS_MISTAKE, "you are not in #other" },
	{ "version", MEANS_ACTION, "" },
	{ "nick javad2", MEANS_COMMAND, "name javad2" },
	{ "part", MEANS_COMMAND, "leave tea" },
	{ "part games", MEANS_COMMAND, "leave games" },
	{ "part games so long", MEANS_COMMAND, "leave games so long" },
	{ "part #games so long", MEANS_COMMAND, "leave games so long" },
	{ "part so long", MEANS_COMMAND, "leave tea so long" },
	{ "topic", MEANS_COMMAND, "topic tea" },
	{ "topic new text", MEANS_COMMAND, "topic tea new text" },
	{ "topic -", MEANS_COMMAND, "topic tea -" },
	{ "topic games", MEANS_COMMAND, "topic games" },
	{ "topic #games #new", MEANS_COMMAND, "topic games #new" },
	{ "topic games new text", MEANS_COMMAND, "topic games new text" },
	{ "names", MEANS_COMMAND, "names tea" },
	{ "whois", MEANS_COMMAND, "whois javad" },
	{ "invite sara", MEANS_COMMAND, "invite tea sara" },
	{ "invite games sara", MEANS_COMMAND, "invite games sara" },
	{ "invite sara #games", MEANS_COMMAND, "invite games sara" },
	{ "kick sara", MEANS_COMMAND, "kick tea sara" },
	{ "kick games sara", MEANS_COMMAND, "kick games sara" },
	{ "kick games sara too loud", MEANS_COMMAND,
	    "kick games sara too loud" },
	{ "kick", MEANS_MISTAKE, "usage: /kick [G] NAME [TEXT]" },
	{ "op sara", MEANS_COMMAND, "mode tea +o sara" },
	{ "op #games", MEANS_MISTAKE, NULL },
	{ "op", MEANS_MISTAKE, "usage: /op [G] NAME" },
	{ "ban *!*@spam", MEANS_COMMAND, "mode tea +b *!*@spam" },
	{ "ban", MEANS_COMMAND, "masks tea b" },
	/* A person may be called as a group is. */
	{ "ban games", MEANS_COMMAND, "mode tea +b games" },
	{ "mode", MEANS_COMMAND, "mode tea" },
	{ "mode +i", MEANS_COMMAND, "mode tea +i" },
	{ "mode games", MEANS_COMMAND, "mode games" },
	{ "mode games +o sara", MEANS_COMMAND, "mode games +o sara" },
	{ "g", MEANS_ACTION, "" },
	{ "g #games", MEANS_ACTION, "games" },
	{ "g other", MEANS_MISTAKE, "you are not in other; join it first" },
	{ "query sara", MEANS_ACTION, "sara" },
	{ "query", MEANS_MISTAKE, "usage: /query NAME [TEXT]" },
	{ "close", MEANS_ACTION, "" },
	{ "search two words", MEANS_ACTION, "two words" },
	{ "window", MEANS_ACTION, "" },
	{ "set bell no", MEANS_ACTION, "bell no" },
	{ "alias w whois", MEANS_ACTION, "w whois" },
	{ "unalias", MEANS_MISTAKE, "usage: /unalias WORD" },
	{ "login", MEANS_MISTAKE, "usage: /login NAME" },
	{ "login ali open sesame", MEANS_ACTION, "ali open sesame" },
	{ "register", MEANS_ACTION, "" },
	{ "register #tea", MEANS_COMMAND, "register tea" },
	{ "help keys", MEANS_ACTION, "keys" },
};

static struct world joined;

static void
reads(const struct row *row, const struct where *where)
{
	static char room[2 * LIMIT_LINE];
	struct input input;
	struct buf words;

	if (!TAP_OK(words_read(str_from(row->line), where, &input),
		"/%s is a word", row->line))
		return;
	TAP_NUM(input.meaning, row->meaning, "meaning: /%s", row->line);
	if (row->words == NULL)
		return;
	buf_init(&words, room, sizeof(room));
	(void)buf_cat(&words, input.word, input.count); /* there is room */
	TAP_STR(buf_str(&words), str_from(row->words), "words: /%s", row->line);
	if (input.meaning == MEANS_MISTAKE)
		TAP_OK(input.usage, "/%s is not that a text is not sent",
		    row->line);
}

static void
in_a_group(void)
{
	const struct where where = { .kind = WHERE_GROUP,
		.name = STR("tea"),
		.joined = &joined,
		.me = STR("javad") };

	for (size_t i = 0; i < COUNT(rows); i++)
		reads(&rows[i], &where);
}

static void
are_all_explained(void)
{
	struct explained said;
	size_t i = 0;

	for (struct str word; (word = words_any(i)).len > 0; i++)
		TAP_OK(words_explain(word, &said) && said.help.len > 0 &&
			(said.example.len > 1 || !words_has(word)),
		    "/%.*s is explained", (int)word.len, word.at);
	TAP_OK(i > 60, "there are many");
	TAP_OK(!words_has(STR("join")), "the server's are not among them");
	TAP_OK(words_is_command(STR("join")) && words_is_command(STR("QUIT")) &&
		words_is_command(STR("Alias")) && !words_is_command(STR("j")),
	    "but these are commands as well");
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT;
	     action++)
		if (action != ACTION_WHERE)
			TAP_OK(words_has(words_of(action)),
			    "action %d has a word", (int)action);
}

int
main(void)
{
	world_choose(&joined, STR("games"));
	world_choose(&joined, STR("tea"));
	in_a_group();
	are_all_explained();
	world_free(&joined);
	return tap_done();
}
