/* A line typed as an answer: see answer.h. */
#include "edit/answer.h"

#include <string.h>

#include "edit/step.h"
#include "shared/crypto/secret.h"

void
answer_begin(struct answer *answer, bool hidden)
{
	secret_wipe(answer, sizeof(*answer));
	answer->hidden = hidden;
}

struct str
answer_text(const struct answer *answer)
{
	return (struct str) { answer->text, answer->len };
}

struct str
answer_shown(const struct answer *answer)
{
	return answer->hidden ? STR("") : answer_text(answer);
}

/* Adds a character. The LF after a pasted line does not count. */
static enum answered
add(struct answer *answer, const struct key *key)
{
	if (key->len > 0 && (unsigned char)key->bytes[0] < ' ')
		return ANSWER_GOES_ON;
	if (key->len == 0 || key->len > sizeof(answer->text) - answer->len)
		return ANSWER_BELL;
	memcpy(answer->text + answer->len, key->bytes, key->len);
	answer->len += key->len;
	return ANSWER_GOES_ON;
}

/* Removes the end of the text from the place on. */
static enum answered
cut(struct answer *answer, size_t from)
{
	const size_t len = answer->len - from;

	answer->len = from;
	secret_wipe(answer->text + from, len);
	return len > 0 ? ANSWER_GOES_ON : ANSWER_BELL;
}

/* Returns where the last word begins, with the spaces after it. */
static size_t
word_start(const struct answer *answer)
{
	size_t start = answer->len;

	while (start > 0 && answer->text[start - 1] == ' ')
		start--;
	while (start > 0 && answer->text[start - 1] != ' ')
		start--;
	return start;
}

enum answered
answer_key(struct answer *answer, const struct key *key)
{
	switch (key->kind) {
	case KEY_CHARACTER:
		return add(answer, key);
	case KEY_PASTE:
	case KEY_PASTE_END:
		return ANSWER_GOES_ON;
	case KEY_BACKSPACE:
		return cut(answer, step_left(answer_text(answer), answer->len));
	case KEY_KILL_BEFORE:
		return cut(answer, 0);
	case KEY_KILL_WORD:
		return cut(answer, word_start(answer));
	case KEY_ENTER:
		return ANSWER_DONE;
	case KEY_INTERRUPT:
	case KEY_ESCAPE:
	case KEY_EOF:
		return ANSWER_CANCELLED;
	default:
		return ANSWER_BELL;
	}
}
