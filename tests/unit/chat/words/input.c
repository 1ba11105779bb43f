/*
 * client/chat/words: what a typed line means, by where it is typed, and that
 * each command is explained.
 */
#include "client/chat/words/input.h"

#include <stdio.h>
#include <string.h>

#include "client/chat/words/help.h"
#include "client/chat/words/words.h"
#include "shared/buf.h"
#include "tests/lib/tap.h"

#define ROOM (2 * LIMIT_LINE)

/* 100 bytes. */
#define TEN "0123456789"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

/* Lines typed in one place, and what they mean. */
struct row {
	const char *line;
	enum meaning meaning;
	/* With spaces between them, and whether there is a hint; null: any. */
	const char *words;
};

/* In group 2; we are in 1, too. */
static const struct row two[] = {
	{ "", MEANS_NOTHING, "" },
	{ "   ", MEANS_NOTHING, "" },
	{ "hello  all ", MEANS_COMMAND, "send 2 hello  all " },
	{ "Join 1", MEANS_COMMAND, "send 2 Join 1" },
	{ "join #3", MEANS_COMMAND, "join 3" },
	{ "/join ##3", MEANS_MISTAKE, NULL },
	{ "/send #1 #1 it is", MEANS_COMMAND, "send 1 #1 it is" },
	{ "#1 is it", MEANS_COMMAND, "send 2 #1 is it" },
	{ "/help join", MEANS_ACTION, "join" },
	{ "/who ali", MEANS_COMMAND, "who ali" },
	{ "/register open sesame", MEANS_ACTION, "open sesame" },
	{ "login ali sesame", MEANS_MISTAKE, NULL },
	{ "login", MEANS_MISTAKE,
	    "did you mean /login NAME SECRET? To send it as a message, begin "
	    "with a space" },
	{ "/get", MEANS_MISTAKE, "usage: /get G [KEY]" },
	{ "/masks 1 ban", MEANS_MISTAKE,
	    "usage: /masks G LIST; LIST is b (bans), e (exemptions) or I "
	    "(invitations)" },
	{ "/send o:#1 hi", MEANS_COMMAND, "send o:1 hi" },
	{ "/join #a,#b", MEANS_MISTAKE, "one group at a time: /join #ops" },
	{ "/back", MEANS_COMMAND, "away" },
	{ "/leave", MEANS_COMMAND, "leave 2" },
	{ "/", MEANS_MISTAKE, NULL },
	{ "//nope", MEANS_COMMAND, "send 2 /nope" },
	{ " /nope", MEANS_COMMAND, "send 2 /nope" },
	{ "  twice", MEANS_COMMAND, "send 2  twice" },
	{ "/topic 1 " LONG LONG LONG LONG, MEANS_MISTAKE,
	    "too long: 400 bytes, limit 390" },
	{ "/ignore @sara", MEANS_ACTION, "ignore sara" },
	{ "/unignore sara", MEANS_ACTION, "ignore - sara" },
	{ "/unignore", MEANS_MISTAKE, "usage: /unignore NAME" },
	{ "/mute", MEANS_ACTION, "mute 2" },
	{ "/unmute #1", MEANS_ACTION, "mute - #1" },
	{ "bad \xff", MEANS_MISTAKE, NULL },
};

/* A person's, in group tea; we are in games, too. */
static const struct row typed[] = {
	{ "done with that", MEANS_COMMAND, "send tea done with that" },
	{ "quit", MEANS_COMMAND, "quit" },
	{ "quit now", MEANS_COMMAND, "send tea quit now" },
	{ "join 2", MEANS_COMMAND, "join 2" },
	{ "leave games", MEANS_COMMAND, "leave games" },
	{ "join us", MEANS_COMMAND, "send tea join us (hint)" },
	{ "send us hi", MEANS_COMMAND, "send tea send us hi (hint)" },
	{ "leave us", MEANS_COMMAND, "send tea leave us (hint)" },
	{ "Help", MEANS_COMMAND, "send tea Help (hint)" },
	{ "help me", MEANS_COMMAND, "send tea help me" },
	{ "logout ", MEANS_COMMAND, "send tea logout  (hint)" },
	{ "leave", MEANS_COMMAND, "send tea leave (hint)" },
	{ " quit", MEANS_COMMAND, "send tea quit" },
	{ "pass me the salt", MEANS_COMMAND, "send tea pass me the salt" },
	{ "register hush now", MEANS_MISTAKE, NULL },
	{ " /register hush", MEANS_MISTAKE, NULL },
	{ "//register hush", MEANS_COMMAND, "send tea /register hush" },
	{ "/x", MEANS_MISTAKE, "unknown command /x; see /help" },
	{ "/etc/motd", MEANS_MISTAKE, NULL },
	{ "/forget", MEANS_MISTAKE, NULL },
	{ "/forget everything", MEANS_COMMAND, "forget" },
	{ "/msg @sara hello  you ", MEANS_COMMAND, "tell sara hello  you" },
	{ "/msg o:#games hello", MEANS_COMMAND, "send o:games hello" },
	{ "/msg ##games hello", MEANS_MISTAKE, NULL },
	{ "/msg nickserv hello", MEANS_MISTAKE,
	    "here, accounts and groups need no service: /login NAME, /register, "
	    "/register #G" },
	{ "/me", MEANS_MISTAKE, "usage: /me TEXT" },
	{ "/nick Dana Miller", MEANS_MISTAKE, "usage: /nick NAME" },
	{ "/part #games so long", MEANS_COMMAND, "leave games so long" },
	{ "/part so long", MEANS_COMMAND, "leave tea so long" },
	{ "/topic", MEANS_COMMAND, "topic tea" },
	{ "/topic #games #new", MEANS_COMMAND, "topic games #new" },
	{ "/names", MEANS_COMMAND, "names tea" },
	{ "/names other", MEANS_COMMAND, "names other" },
	{ "/whois", MEANS_COMMAND, "whois javad" },
	{ "/invite games sara", MEANS_COMMAND, "invite games sara" },
	{ "/invite other sara", MEANS_COMMAND, "invite other sara" },
	{ "/kick games @sara loud", MEANS_COMMAND, "kick games sara loud" },
	{ "/kick", MEANS_MISTAKE, "usage: /kick [G] NAME [TEXT]" },
	{ "/op sara", MEANS_COMMAND, "mode tea +o sara" },
	{ "/op #games", MEANS_MISTAKE, NULL },
	{ "/op", MEANS_MISTAKE, "usage: /op [G] NAME" },
	{ "/ban", MEANS_COMMAND, "masks tea b" },
	{ "/ban #games", MEANS_COMMAND, "masks games b" },
	/* A person may be called as a group is. */
	{ "/ban games", MEANS_COMMAND, "ban tea games" },
	{ "/ban sara 10m", MEANS_COMMAND, "ban tea sara 10m" },
	{ "/mode", MEANS_COMMAND, "mode tea" },
	{ "/mode b", MEANS_MISTAKE, NULL },
	{ "/mode games +o sara", MEANS_COMMAND, "mode games +o sara" },
	{ "/mode #9 +oo sara ali", MEANS_MISTAKE,
	    "one change with a word at a time: /mode +o NAME" },
	{ "/query", MEANS_MISTAKE, "usage: /query NAME [TEXT]" },
	{ "/login ali open sesame", MEANS_ACTION, "ali open sesame" },
	{ "/register #tea", MEANS_COMMAND, "register tea" },
	{ "/redact tea 17 no", MEANS_COMMAND, "redact tea 17 no" },
};

/* In the view of sara. */
static const struct row with_sara[] = {
	{ "hello", MEANS_COMMAND, "tell sara hello" },
	{ "/whois", MEANS_COMMAND, "whois sara" },
	{ "/topic", MEANS_MISTAKE, "usage: /topic [G] [TEXT]" },
	{ "/op tea ali", MEANS_COMMAND, "mode tea +o ali" },
};

/* In the view of a group that we have left. */
static const struct row left[] = {
	{ "hello", MEANS_MISTAKE,
	    "you are not in this group; /join returns to it, /close closes the "
	    "view" },
	{ "/join", MEANS_COMMAND, "join 9" },
	{ "/leave", MEANS_MISTAKE, "usage: /leave G [TEXT]" },
};

static const struct row in_all[] = {
	{ "hello", MEANS_MISTAKE,
	    "this view shows all groups; choose one with Alt-1 to Alt-9, or "
	    "type a command, such as /join or /msg" },
};

static void
is_like(const struct input *input, const struct row *row)
{
	static char room[ROOM];
	struct buf buf;
	const bool parted = row->meaning != MEANS_MISTAKE;

	TAP_NUM(input->meaning, row->meaning, "meaning: '%s'", row->line);
	if (row->words == NULL)
		return;
	buf_init(&buf, room, sizeof(room));
	for (size_t i = 0; i < input->count; i++)
		(void)BUF_CAT(&buf, i > 0 && parted ? STR(" ") : STR(""),
		    input->word[i]); /* there is room */
	if (input->hints)
		(void)BUF_CAT(&buf, STR(" (hint)"));
	TAP_STR(buf_str(&buf), str_from(row->words), "words: '%s'", row->line);
}

/* Reads the lines in a place, where we are in two groups. */
static void
reads(const struct row *rows, size_t count, enum where_kind kind,
    const char *name, const char *other)
{
	struct world joined = { 0 };
	const struct where where = { .kind = kind,
		.name = str_from(name),
		.joined = &joined,
		.me = STR("javad") };

	world_choose(&joined, str_from(other));
	world_choose(&joined, STR("tea"));
	world_choose(&joined, STR("2"));
	for (size_t i = 0; i < count; i++) {
		const struct input input =
		    input_read(str_from(rows[i].line), &where);
		is_like(&input, &rows[i]);
	}
	world_free(&joined);
}
#define READS(rows, ...) reads(rows, COUNT(rows), __VA_ARGS__)

/* Texts of several lines, and whether one of these may hold a secret. */
static const struct {
	const char *text;
	bool slips;
} several[] = {
	{ "hello\nlogin ali sesame", true },
	{ "hello\n/login ali sesame\nbye", true },
	{ "hello\n /login ali sesame", true },
	{ "join us tomorrow\nthe password is known", false },
	{ "hello\n login is fun", false },
	{ "hello\n/etc/passwd is a file\n", false },
	{ "\n", false },
};

static void
slips(void)
{
	for (size_t i = 0; i < COUNT(several); i++)
		TAP_OK(
		    input_slips(str_from(several[i].text)) == several[i].slips,
		    "a secret: '%s'", several[i].text);
}

/* Before there is a name. */
static const struct row names[] = {
	{ "", MEANS_NOTHING, "" },
	{ "javad", MEANS_COMMAND, "name javad" },
	{ "name javad", MEANS_COMMAND, "name javad" },
	{ "/nick javad", MEANS_COMMAND, "name javad" },
	{ "/nick help", MEANS_MISTAKE, NULL },
	{ "quit", MEANS_COMMAND, "quit" },
	{ "join", MEANS_MISTAKE, NULL },
	{ "join general", MEANS_MISTAKE,
	    "choose a name first; then /join general" },
	{ "/join general", MEANS_MISTAKE,
	    "choose a name first; then /join general" },
	{ "Dana Miller", MEANS_MISTAKE,
	    "a name has no spaces: DanaMiller, or Dana, for example" },
	{ "7up", MEANS_MISTAKE, NULL },
	{ "x\xff", MEANS_MISTAKE, NULL },
};

static void
without_a_name(void)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct input input =
		    input_read_name(str_from(names[i].line), NULL);
		is_like(&input, &names[i]);
	}
}

/* "/COMMAND ", of all pages of help. */
static struct buf pages;

static void
take(void *of, struct str line)
{
	(void)of;
	if (str_skip(&line, STR("  ")))
		(void)BUF_CAT(&pages, str_word(&line), STR(" "));
}

static bool
is_on_a_page(struct str word)
{
	static const char *const all[] = { "", "more" };
	static char room[8192];
	char wanted[64];

	buf_init(&pages, room, sizeof(room) - 1);
	for (size_t i = 0; i < COUNT(all); i++)
		(void)help_show(
		    str_from(all[i]), &(struct help_to) { .show = take });
	room[buf_len(&pages)] = '\0';
	(void)snprintf(wanted, sizeof(wanted), "/%.*s ", (int)word.len,
	    word.at); /* fits */
	return strstr(room, wanted) != NULL;
}

static void
are_all_explained(void)
{
	struct explained said;
	size_t i = 0;

	for (struct str word; (word = words_any(i)).len > 0; i++)
		TAP_OK(words_explain(word, &said) && said.help.len > 0 &&
			(said.example.len > 1 ? is_on_a_page(word) :
						!words_has(word)),
		    "/%.*s is explained, and on a page of help", (int)word.len,
		    word.at);
	TAP_OK(i > 60, "there are many");
	TAP_OK(!words_has(STR("join")), "the server's are not among them");
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT;
	     action++)
		TAP_OK(words_has(words_of(action)), "action %d has a word",
		    (int)action);
}

int
main(void)
{
	READS(two, WHERE_GROUP, "2", "1");
	READS(typed, WHERE_GROUP, "tea", "games");
	READS(with_sara, WHERE_PERSON, "sara", "1");
	READS(left, WHERE_GROUP, "9", "1");
	READS(in_all, WHERE_ALL, "", "1");
	slips();
	without_a_name();
	are_all_explained();
	return tap_done();
}
