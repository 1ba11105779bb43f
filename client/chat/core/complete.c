/* Completing the word before the cursor: see complete.h. */
#include "chat/core/complete.h"

#include "chat/core/chat_state.h"
#include "chat/words/words.h"

/* The kinds of words that can be offered (a mask). */
enum {
	PEOPLE = 1 << 0,
	GROUPS = 1 << 1,
	COMMANDS = 1 << 2,
	ANYTHING = PEOPLE | GROUPS
};

/* What the first argument of some commands can be, and all others. */
static const struct takes {
	unsigned first, others;
	struct str words;
} takes[] = {
	{ PEOPLE, ANYTHING, LIT("/msg /query /tell") },
	{ PEOPLE, 0, LIT("/whois /watch /unwatch /ghost /ignore /unignore") },
	{ ANYTHING, 0, LIT("/mute /unmute") },
	{ GROUPS, 0, LIT("/join /names /register /window /g") },
	{ GROUPS, ANYTHING, LIT("/part /leave /mode /topic") },
	{ COMMANDS, 0, LIT("/help") },
	{ 0, ANYTHING, LIT("/set") },
	{ 0, 0,
	    LIT("/clear /close /groups /highlight /login /nick /pass /ping "
		"/reconnect /time") },
};

/* The search for the next match. */
struct completion {
	const struct chat *chat;
	struct complete *complete;
	struct str typed;
	size_t left; /* so many matches, people aside, come before it */
};

/* Returns whether the word begins with what is typed. */
static bool
fits(const struct completion *search, struct str word)
{
	return word.len >= search->typed.len &&
	    str_caseeq(
		(struct str) { word.at, search->typed.len }, search->typed);
}

/* Returns whether somebody is where the line goes. */
static bool
is_here(const struct chat *chat, struct str name)
{
	const struct where where = chat->console->ui->where(chat);

	return where.kind == WHERE_PERSON ?
	    str_caseeq(where.name, name) :
	    world_find_member(where.joined,
		world_members(where.joined, where.name), name) != NULL;
}

/*
 * Finds the person to offer after the last one: those here come first, and who
 * was heard last.
 */
static struct str
find_person(struct completion *search)
{
	const struct chat *chat = search->chat;
	const struct world *joined = &chat->session.joined;
	size_t left = search->complete->people;

	for (int elsewhere = 0; elsewhere < 2; elsewhere++)
		for (const struct member *member =
			 joined->people.rank[RANK_OTHER];
		     member != NULL; member = member->in[BY_GROUP].next) {
			const struct str name = world_name_of(member);
			if (!fits(search, name) ||
			    str_caseeq(name, world_me(joined)) ||
			    is_here(chat, name) == elsewhere || left-- > 0)
				continue;
			search->complete->people++;
			return name;
		}
	return STR("");
}

/* Returns word i of that kind; empty after the last. */
static struct str
word_at(const struct completion *search, unsigned kind, size_t i)
{
	const struct world *joined = &search->chat->session.joined;

	if (kind == COMMANDS)
		return words_any(i);
	return i < joined->count ? world_at(joined, i) : STR("");
}

/* Finds the next match among those kinds, and which of them it is. */
static struct str
find_word(struct completion *search, unsigned what, unsigned *found)
{
	struct str word;

	*found = PEOPLE;
	if ((what & PEOPLE) != 0 && search->left == 0 &&
	    (word = find_person(search)).len > 0)
		return word;
	for (unsigned kind = GROUPS; kind <= COMMANDS; kind <<= 1) {
		*found = kind;
		for (size_t i = 0; (what & kind) != 0 &&
		     (word = word_at(search, kind, i)).len > 0;
		     i++)
			if (fits(search, word) && search->left-- == 0)
				return word;
	}
	return STR("");
}

/* Returns what the commands of that word take; null: it may be anything. */
static const struct takes *
takes_of(struct str command)
{
	for (size_t i = 0; i < COUNT(takes); i++)
		for (struct str words = takes[i].words; words.len > 0;)
			if (str_caseeq(str_word(&words), command))
				return &takes[i];
	return NULL;
}

/* Returns the kinds of words that fit behind front. */
static unsigned
kinds_behind(struct str front, char sign)
{
	const bool first = front.len == 0;
	const struct takes *command = takes_of(str_word(&front));
	unsigned what = ANYTHING;

	if (command != NULL && front.at != NULL)
		what = front.len == 0 ? command->first : command->others;
	if (sign == '/')
		what = first ? COMMANDS : 0;
	if (sign == '#')
		what = GROUPS;
	if (sign == '+' && command != NULL)
		what = 0; /* a mode */
	return what;
}

/*
 * Stores the word before the cursor. Returns false if it is too long to match.
 */
static bool
complete_begin(struct complete *complete, const struct edit *edit)
{
	const struct str signs = STR("@+#/");
	size_t start = edit->cursor;

	while (start > 0 && edit->text[start - 1] != ' ' &&
	    edit->text[start - 1] != '\n')
		start--;
	*complete = (struct complete) { .start = start };
	if (start < edit->cursor &&
	    memchr(signs.at, edit->text[start], signs.len) != NULL)
		complete->sign = edit->text[start++];
	complete->len = edit->cursor - start;
	complete->active = complete->len <= sizeof(complete->typed);
	if (complete->active)
		memcpy(complete->typed, edit->text + start, complete->len);
	return complete->active;
}

bool
chat_complete(struct chat *chat)
{
	struct complete *complete = &chat->console->complete;
	struct edit *edit = &chat->console->typing.edit;
	struct completion search = { .chat = chat, .complete = complete };
	const struct where where = chat->console->ui->where(chat);
	const struct str topic = where.kind == WHERE_GROUP ?
	    world_topic(where.joined, where.name) :
	    STR("");
	unsigned found;

	/* A topic is changed as it is. */
	if (str_eq(edit_line(edit), STR("/topic ")) && topic.len > 0)
		return edit_replace(edit, edit->cursor, topic);
	if (!complete->active && !complete_begin(complete, edit))
		return false;
	const struct str front = { edit->text, complete->start };
	const unsigned what = kinds_behind(front, complete->sign);
	const bool in_text = what == ANYTHING; /* a name keeps its sign */
	const bool is_name = complete->sign == '@' || complete->sign == '+';
	struct str word = STR("");

	search.typed = (struct str) { complete->typed, complete->len };
	for (int i = 0; i < 2 && word.len == 0; i++) {
		if (i > 0)
			complete->next = complete->people = 0;
		search.left = complete->next;
		word =
		    find_word(&search, is_name ? what & PEOPLE : what, &found);
	}
	complete->next += found != PEOPLE;
	complete->active = word.len > 0;
	if (!complete->active)
		return false;
	char sign = complete->sign;
	if (found == PEOPLE && !in_text)
		sign = '\0';
	/* In a command, a name without a sign could be a person's. */
	if (found == GROUPS && str_begins(front, STR("/")))
		sign = '#';
	const bool addressed =
	    found == PEOPLE && complete->start == 0 && sign == '\0';
	return edit_replace(edit, complete->start,
		   (struct str) { &sign, sign != '\0' }) &&
	    edit_replace(edit, edit->cursor, word) &&
	    edit_replace(edit, edit->cursor, addressed ? STR(": ") : STR(" "));
}
