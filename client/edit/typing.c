/* The text being typed: see typing.h. */
#include "edit/typing.h"

static enum typed
edit(struct typing *typing, const struct key *key)
{
	return edit_key(&typing->edit, key) ? TYPED_NOTHING : TYPED_BELL;
}

static enum typed
take_key(struct typing *typing, const struct key *key)
{
	const bool empty = edit_line(&typing->edit).len == 0;
	const struct key delete = { .kind = KEY_DELETE };

	switch (key->kind) {
	case KEY_ENTER:
		return TYPED_LINE;
	case KEY_INTERRUPT:
		edit_drop(&typing->edit);
		return empty ? TYPED_QUIT : TYPED_NOTHING;
	case KEY_EOF:
		return empty ? TYPED_QUIT : edit(typing, &delete);
	case KEY_TAB:
		return TYPED_TAB;
	case KEY_SEARCH_BACK:
		find_begin(&typing->find, &typing->edit);
		return TYPED_NOTHING;
	case KEY_SUSPEND:
		return TYPED_SUSPEND;
	case KEY_ABORT:
		return TYPED_ABORT;
	default:
		return edit(typing, key);
	}
}

/*
 * Handles a key during a search. If it ends the search with a match, it also
 * has its usual effect.
 */
static enum typed
take_searching(struct typing *typing, const struct key *key)
{
	switch (find_key(&typing->find, &typing->edit, key)) {
	case FIND_BELL:
		return TYPED_BELL;
	case FIND_TAKEN:
		return take_key(typing, key);
	default:
		return TYPED_NOTHING;
	}
}

/* Ends a paste: a single line is inserted as if typed. */
static enum typed
end_paste(struct typing *typing)
{
	struct paste *paste = &typing->paste;
	struct edit *line = &typing->edit;

	if (paste->lost)
		return TYPED_PASTE_LONG;
	if (paste_lines(paste) > 1) {
		answer_begin(&typing->answer, false);
		typing->state = TYPING_ASKS_PASTE;
		return TYPED_PASTE;
	}
	return edit_replace(line, line->cursor, paste_text(paste)) ?
	    TYPED_NOTHING :
	    TYPED_PASTE_FULL;
}

static enum typed
take_pasted(struct typing *typing, const struct key *key)
{
	if (typing->find.active)
		find_take(&typing->find);
	if (key->kind == KEY_PASTE_END)
		return end_paste(typing);
	if (key->kind == KEY_PASTE)
		paste_begin(&typing->paste);
	else
		paste_add(
		    &typing->paste, (struct str) { key->bytes, key->len });
	return TYPED_NOTHING;
}

/* The lines that answer a question, and the results. */
static const struct {
	struct str line;
	enum typed to_paste, to_line;
} answers[] = {
	{ LIT("y"), TYPED_YES, TYPED_DO }, { LIT("yes"), TYPED_YES, TYPED_DO },
	{ LIT("n"), TYPED_NO, TYPED_KEEP }, { LIT("no"), TYPED_NO, TYPED_KEEP },
	{ LIT("s"), TYPED_OTHER, TYPED_SAY }, /* if it may be a text */
};

/* Returns what a line is: only one of these alone answers the question. */
static enum typed
answer_to(const struct typing *typing, struct str line)
{
	const bool pastes = typing->state == TYPING_ASKS_PASTE;
	const bool texts = typing->state == TYPING_ASKS_LINE;

	for (size_t i = 0; i < COUNT(answers); i++)
		if (str_caseeq(line, answers[i].line) &&
		    (texts || answers[i].to_line != TYPED_SAY))
			return pastes ? answers[i].to_paste :
					answers[i].to_line;
	return line.len > 0 ? TYPED_OTHER : TYPED_UNANSWERED;
}

/* Handles a key of a line that may answer the question; Ctrl-C means no. */
static enum typed
typing_take_answer(struct typing *typing, const struct key *key)
{
	const enum answered answered = answer_key(&typing->answer, key);
	enum typed typed = TYPED_NOTHING;

	if (answered == ANSWER_BELL)
		return TYPED_BELL;
	if (answered == ANSWER_DONE)
		typed = answer_to(typing, answer_text(&typing->answer));
	if (answered == ANSWER_CANCELLED)
		typed = answer_to(typing, STR("n"));
	if (typed == TYPED_NOTHING || typed == TYPED_UNANSWERED ||
	    typed == TYPED_OTHER)
		return typed;
	answer_begin(&typing->answer, false);
	typing->state = TYPING_LINE;
	return typed;
}

/* Handles a key of an answer. */
static enum typed
take_answer_key(struct typing *typing, const struct key *key)
{
	const enum answered answered = answer_key(&typing->answer, key);

	if (answered == ANSWER_GOES_ON)
		return TYPED_NOTHING;
	if (answered == ANSWER_BELL)
		return key->kind == KEY_SUSPEND ? TYPED_SUSPEND : TYPED_BELL;
	typing->state = TYPING_LINE;
	return answered == ANSWER_DONE ? TYPED_ANSWER : TYPED_NO_ANSWER;
}

bool
typing_is_free(const struct typing *typing)
{
	return typing->state == TYPING_LINE && !typing->keys.pasting &&
	    !typing->find.active;
}

enum typed
typing_key(struct typing *typing, const struct key *key)
{
	if (typing->state == TYPING_ASKS_ANSWER)
		return take_answer_key(typing, key);
	if (typing->keys.pasting || key->kind == KEY_PASTE_END)
		return take_pasted(typing, key);
	if (typing->state != TYPING_LINE)
		return typing_take_answer(typing, key);
	if (key->kind != KEY_TAB)
		typing->complete.active = false;
	return typing->find.active ? take_searching(typing, key) :
				     take_key(typing, key);
}

bool
typing_complete(struct typing *typing, const struct choice *choice)
{
	return complete(&typing->complete, &typing->edit, choice);
}

bool
typing_was_bad(struct typing *typing)
{
	const bool bad = typing->keys.bad;

	typing->keys.bad = false;
	return bad;
}

void
typing_doubt(struct typing *typing)
{
	answer_begin(&typing->answer, false);
	typing->state = TYPING_ASKS_LINE;
}

void
typing_ask(struct typing *typing, bool hidden)
{
	answer_begin(&typing->answer, hidden);
	typing->state = TYPING_ASKS_ANSWER;
}

void
typing_forget(struct typing *typing)
{
	typing->state = TYPING_LINE;
}

struct str
typing_line(const struct typing *typing)
{
	return edit_line(&typing->edit);
}

void
typing_free(struct typing *typing)
{
	edit_free(&typing->edit);
}
