/*
 * client/commands/words: what users of IRC type, as commands of the server;
 * where it was typed tells the group or the person that is not named.
 */
#include "client/commands/words.h"

#include "client/commands/help.h"
#include "client/session/settings.h"

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
	{ "msg games hello", MEANS_COMMAND, "tell games hello" },
	{ "msg @sara hello", MEANS_COMMAND, "tell sara hello" },
	{ "msg #games hello", MEANS_COMMAND, "send games hello" },
	{ "msg #GAMES #hello", MEANS_COMMAND, "send GAMES #hello" },
	{ "msg #other hello", MEANS_COMMAND, "send other hello" },
	{ "msg o:#games hello", MEANS_COMMAND, "send o:games hello" },
	{ "msg ##games hello", MEANS_MISTAKE, NULL },
	{ "msg o:games hello", MEANS_COMMAND, "send o:games hello" },
	{ "msg sara", MEANS_MISTAKE, "usage: /msg NAME|#G TEXT" },
	{ "msg", MEANS_MISTAKE, "usage: /msg NAME|#G TEXT" },
	{ "msg #tea", MEANS_MISTAKE, "usage: /msg NAME|#G TEXT" },
	{ "me waves", MEANS_COMMAND, "send tea \001ACTION waves\001" },
	{ "me", MEANS_MISTAKE, "usage: /me TEXT" },
	{ "msg nickserv identify s3cret", MEANS_MISTAKE,
	    "here, accounts need no NickServ: /login NAME, /register" },
	{ "say two words", MEANS_COMMAND, "send tea two words" },
	{ "say", MEANS_MISTAKE, "usage: /say TEXT" },
	{ "notice sara done", MEANS_COMMAND, "note @sara done" },
	{ "notice games done", MEANS_COMMAND, "note @games done" },
	{ "notice @sara done", MEANS_COMMAND, "note @sara done" },
	{ "notice #games all done", MEANS_COMMAND, "note games all done" },
	{ "notice sara", MEANS_MISTAKE, "usage: /notice NAME|#G TEXT" },
	{ "cycle", MEANS_ACTION, "tea" },
	{ "cycle games", MEANS_ACTION, "games" },
	{ "cycle #games", MEANS_ACTION, "games" },
	{ "cycle other", MEANS_MISTAKE, "you are not in #other" },
	{ "version", MEANS_ACTION, "" },
	{ "nick javad2", MEANS_COMMAND, "name javad2" },
	{ "nick javad ", MEANS_COMMAND, "name javad" },
	{ "nick", MEANS_MISTAKE, "usage: /nick NAME" },
	{ "nick two words", MEANS_MISTAKE, "usage: /nick NAME" },
	{ "part", MEANS_COMMAND, "leave tea" },
	{ "part games", MEANS_COMMAND, "leave games" },
	{ "part games so long", MEANS_COMMAND, "leave games so long" },
	{ "part #games so long", MEANS_COMMAND, "leave games so long" },
	{ "part #so long", MEANS_COMMAND, "leave so long" },
	{ "part ##games", MEANS_MISTAKE, NULL },
	{ "part so long", MEANS_COMMAND, "leave tea so long" },
	{ "topic", MEANS_COMMAND, "topic tea" },
	{ "topic new text", MEANS_COMMAND, "topic tea new text" },
	{ "topic -", MEANS_COMMAND, "topic tea -" },
	{ "topic -delete", MEANS_COMMAND, "topic tea -" },
	{ "topic -deleted", MEANS_COMMAND, "topic tea -deleted" },
	{ "topic games", MEANS_COMMAND, "topic games" },
	{ "topic #games #new", MEANS_COMMAND, "topic games #new" },
	{ "topic #other #new", MEANS_COMMAND, "topic other #new" },
	{ "topic games new text", MEANS_COMMAND, "topic games new text" },
	{ "names", MEANS_COMMAND, "names tea" },
	{ "names other", MEANS_COMMAND, "names other" },
	{ "names #other", MEANS_COMMAND, "names other" },
	{ "names two words", MEANS_MISTAKE, "usage: /names [G]" },
	{ "whois", MEANS_COMMAND, "whois javad" },
	{ "whois sara", MEANS_COMMAND, "whois sara" },
	{ "invite sara", MEANS_COMMAND, "invite tea sara" },
	{ "invite games sara", MEANS_COMMAND, "invite games sara" },
	{ "invite sara games", MEANS_COMMAND, "invite games sara" },
	{ "invite sara #games", MEANS_COMMAND, "invite games sara" },
	{ "invite sara #other", MEANS_COMMAND, "invite other sara" },
	{ "invite #other sara", MEANS_COMMAND, "invite other sara" },
	{ "kick #games sara", MEANS_COMMAND, "kick games sara" },
	{ "kick #other sara", MEANS_COMMAND, "kick other sara" },
	{ "kick sara", MEANS_COMMAND, "kick tea sara" },
	{ "kick sara too loud", MEANS_COMMAND, "kick tea sara too loud" },
	{ "kick games sara", MEANS_COMMAND, "kick games sara" },
	{ "kick games sara too loud", MEANS_COMMAND,
	    "kick games sara too loud" },
	{ "kick 7 sara", MEANS_COMMAND, "kick 7 sara" },
	{ "kick", MEANS_MISTAKE, "usage: /kick [G] NAME [TEXT]" },
	{ "op sara", MEANS_COMMAND, "mode tea +o sara" },
	{ "op games sara", MEANS_COMMAND, "mode games +o sara" },
	{ "op #games sara", MEANS_COMMAND, "mode games +o sara" },
	{ "op #other sara", MEANS_COMMAND, "mode other +o sara" },
	{ "op #games", MEANS_MISTAKE, NULL },
	{ "op games", MEANS_COMMAND, "mode tea +o games" },
	{ "op", MEANS_MISTAKE, "usage: /op [G] NAME" },
	{ "deop sara", MEANS_COMMAND, "mode tea -o sara" },
	{ "voice sara", MEANS_COMMAND, "mode tea +v sara" },
	{ "devoice sara", MEANS_COMMAND, "mode tea -v sara" },
	{ "ban *!*@spam", MEANS_COMMAND, "mode tea +b *!*@spam" },
	{ "ban games sara", MEANS_COMMAND, "mode games +b sara" },
	{ "ban", MEANS_COMMAND, "masks tea b" },
	{ "ban #games", MEANS_COMMAND, "masks games b" },
	/* A person may be called as a group is. */
	{ "ban games", MEANS_COMMAND, "mode tea +b games" },
	{ "ban sara", MEANS_COMMAND, "mode tea +b sara" },
	{ "unban games sara", MEANS_COMMAND, "mode games -b sara" },
	{ "mode", MEANS_COMMAND, "mode tea" },
	{ "mode +i", MEANS_COMMAND, "mode tea +i" },
	{ "mode games", MEANS_COMMAND, "mode games" },
	{ "mode #games", MEANS_COMMAND, "mode games" },
	{ "mode #other +i", MEANS_COMMAND, "mode other +i" },
	{ "mode games +o sara", MEANS_COMMAND, "mode games +o sara" },
	{ "mode other +i", MEANS_COMMAND, "mode other +i" },
	{ "g", MEANS_ACTION, "" },
	{ "g games", MEANS_ACTION, "games" },
	{ "g #games", MEANS_ACTION, "games" },
	{ "g other", MEANS_MISTAKE, "you are not in other; join it first" },
	{ "query sara", MEANS_ACTION, "sara" },
	{ "query sara ", MEANS_ACTION, "sara" },
	{ "query", MEANS_MISTAKE, "usage: /query NAME [TEXT]" },
	{ "close", MEANS_ACTION, "" },
	{ "clear", MEANS_ACTION, "" },
	{ "search", MEANS_ACTION, "" },
	{ "search two words", MEANS_ACTION, "two words" },
	{ "lastlog two words", MEANS_ACTION, "two words" },
	{ "lastlog", MEANS_MISTAKE, "usage: /lastlog TEXT" },
	{ "window 3", MEANS_ACTION, "3" },
	{ "window", MEANS_ACTION, "" },
	{ "set bell no", MEANS_ACTION, "bell no" },
	{ "set", MEANS_ACTION, "" },
	{ "ignore", MEANS_ACTION, "" },
	{ "unignore", MEANS_MISTAKE, "usage: /unignore NAME" },
	{ "alias w whois", MEANS_ACTION, "w whois" },
	{ "unalias", MEANS_MISTAKE, "usage: /unalias WORD" },
	{ "login", MEANS_MISTAKE, "usage: /login NAME" },
	{ "login ali", MEANS_ACTION, "ali" },
	{ "login ali open sesame", MEANS_ACTION, "ali open sesame" },
	{ "register", MEANS_ACTION, "" },
	{ "register #tea", MEANS_COMMAND, "register tea" },
	{ "reconnect", MEANS_ACTION, "" },
	{ "help", MEANS_ACTION, "" },
	{ "help keys", MEANS_ACTION, "keys" },
	{ "help /msg", MEANS_ACTION, "msg" },
	{ "help join", MEANS_ACTION, "join" },
	{ "help more", MEANS_ACTION, "more" },
	{ "help j", MEANS_ACTION, "j" },
	{ "help /wi", MEANS_ACTION, "wi" },
	{ "help time_format", MEANS_ACTION, "time_format" },
	{ "help foo", MEANS_ACTION, "foo" },
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
	size_t i = 0;

	for (struct str word; (word = words_at(i)).len > 0; i++)
		TAP_OK(words_has(word) && words_help(word).len > 0 &&
			words_example(word).len > 1,
		    "/%.*s is explained", (int)word.len, word.at);
	TAP_OK(i > 20, "there are many");
	const char *key;
	for (i = 0; (key = settings_key(i)) != NULL; i++)
		TAP_OK(words_is_command(str_from(key)) ||
			str_begins(help_setting(str_from(key)), str_from(key)),
		    "so is the setting %s", key);
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
