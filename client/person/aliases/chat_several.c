/*
 * Runs the commands of an alias for several, each once the one before has been
 * answered: see chat_state.h.
 */
#include "person/chat_state.h"
#include "session/alias.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"

void
chat_several_note(struct chat *chat, struct str line, bool typed)
{
	struct chat_several *several = &chat->several;
	struct str word = line;

	if (!typed || !chat->options.person)
		return;
	several->run = 0;
	several->word_len = 0;
	several->command = 0;
	if (!str_skip(&word, STR("/")))
		return;
	word = str_word(&word);
	/* alias_find takes a slash off, but after two a line is a text. */
	if (str_begins(word, STR("/")) || alias_find(word).len == 0)
		return;
	several->word_len = word.len; /* as long as an alias at most */
	memcpy(several->word, word.at, word.len);
}

struct str
chat_several_name(const struct chat *chat, char room[ALIAS_WORD + 4])
{
	const struct chat_several *several = &chat->several;
	struct buf name;

	buf_init(&name, room, ALIAS_WORD + 4);
	if (several->word_len > 0)
		(void)BUF_CAT(&name, STR("/"),
		    (struct str) { several->word, several->word_len },
		    STR(": ")); /* it fits */
	return buf_str(&name);
}

/* Tells why the line is not carried out, and drops what is left. */
static void
give_up(struct chat *chat, struct str why)
{
	char room[ALIAS_WORD + 4];

	CHAT_TELL(chat, REMARK_MISTAKE, chat_several_name(chat, room), why);
	chat_several_stop(chat);
}

const char *
chat_several_put(
    struct chat_several *several, struct str origin, struct str line)
{
	char memory[CHAT_SEVERAL], room[LIMIT_LINE];
	struct alias_line one;
	struct buf all;

	buf_init(&all, memory, sizeof(memory));
	for (size_t i = 0;; i++) {
		one = alias_command(line, i, room);
		if (one.wrong != NULL)
			return one.wrong;
		if (one.line.len == 0)
			break;
		if (++several->run > ALIAS_COMMANDS)
			return "aliases for too many commands, limit 20";
		/* With its prefix it must be no longer than a typed line. */
		if (origin.len + one.line.len >= LIMIT_LINE ||
		    !BUF_CAT(&all, origin, one.line, STR("\n")))
			return "too long with its alias";
	}
	if (!BUF_CAT(&all, (struct str) { several->text, several->len }))
		return "too long with its alias";
	several->len = buf_len(&all);
	memcpy(several->text, memory, several->len);
	secret_wipe(memory, sizeof(memory)); /* it may be in the line */
	return NULL;
}

bool
chat_several_begin(struct chat *chat, struct str origin, struct str line)
{
	char room[ALIAS_ROOM];
	const struct alias_line expanded = alias_expand(line, room);

	if (!chat->options.person || !expanded.several)
		return false;
	const char *wrong =
	    chat_several_put(&chat->several, origin, expanded.line);
	if (wrong != NULL)
		give_up(chat, str_from(wrong));
	return true;
}

bool
chat_several_wait(const struct chat *chat)
{
	const size_t answers = session_answers(&chat->session);

	return chat->several.len > 0 && chat->several.command > 0 &&
	    answers > 0 && answers <= chat->several.command;
}

bool
chat_several_take(
    struct chat_several *several, char room[LIMIT_LINE], struct str *line)
{
	struct str rest = { several->text, several->len };

	if (several->len == 0)
		return false;
	const struct str first = str_cut(&rest, '\n');
	memcpy(room, first.at, first.len); /* it was made of a line */
	*line = (struct str) { room, first.len };
	several->len -= first.len + 1;
	memmove(several->text, several->text + first.len + 1, several->len);
	return true;
}

void
chat_several_sent(struct chat *chat, size_t said)
{
	const size_t now = session_said(&chat->session);

	chat->several.command = now != said ? now : 0;
}

void
chat_several_stop(struct chat *chat)
{
	struct chat_several *several = &chat->several;
	const struct str rest = { several->text, several->len };
	char room[ALIAS_WORD + 4];
	size_t left = 0;

	for (size_t i = 0; i < rest.len; i++)
		left += rest.at[i] == '\n';
	if (left > 0)
		CHAT_TELL(chat, REMARK_MISTAKE, chat_several_name(chat, room),
		    STR("stopped; commands not run: "), DECIMAL(left));
	secret_wipe(several->text, several->len);
	several->len = 0;
}

/* Returns whether the alias is the person's own, who may have mistyped it. */
static bool
is_own(const struct chat_several *several)
{
	const struct str word = { several->word, several->word_len };

	return several->word_len > 0 && !alias_is_unchanged(alias_find(word));
}

void
chat_several_refused(struct chat *chat, const struct command *err)
{
	const struct chat_several *several = &chat->several;
	const size_t answers = session_answers(&chat->session);
	const size_t answered =
	    answers > 0 ? answers - 1 : session_said(&chat->session);
	char room[ALIAS_WORD + 4];

	if (several->command == 0 || answered != several->command ||
	    session_answered(&chat->session) == VERB_COUNT ||
	    str_eq(err->arg[1], code_word(CODE_NOT_KEPT)))
		return;
	if (several->len > 0)
		chat_several_stop(chat);
	else if (is_own(several))
		CHAT_TELL(chat, REMARK_MISTAKE, chat_several_name(chat, room),
		    STR("refused: "), err->arg[0]);
}
