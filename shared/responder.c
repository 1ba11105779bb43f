/* The responder's protocol: see responder.h. */
#include "responder.h"

#include <assert.h>

#define ASKS "forkcast"
#define TELLS "forkcast-is"

/* Digits of RESPONDER_MOST, and of milliseconds after the point. */
#define DIGITS 10
#define DECIMALS 3

static_assert(sizeof(ASKS) + RESPONDER_TOKEN + 1 < RESPONDER_LEAST,
    "a request has room for the longest token, and for what ends it");
static_assert(sizeof(TELLS) + RESPONDER_TOKEN + 1 + RESPONDER_STATE + 1 +
	    4 * (DIGITS + 1) + 1 + DECIMALS <
	RESPONDER_LEAST,
    "the longest answer is shorter than the shortest request");
static_assert(RESPONDER_MOST / UINT64_C(10000000000) == 0, "so many DIGITS");
static_assert(sizeof(RESPONDER_DRAINING) - 1 <= RESPONDER_STATE &&
	sizeof(RESPONDER_STOPPING) - 1 <= RESPONDER_STATE,
    "the longest states fit");

/* Returns whether the word has 1 to most bytes, each from first to last. */
static bool
is_word(struct str word, size_t most, char first, char last)
{
	if (word.len == 0 || word.len > most)
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] < first || word.at[i] > last)
			return false;
	return true;
}

static bool
is_token(struct str word)
{
	return is_word(word, RESPONDER_TOKEN, '!', '~');
}

static bool
is_state(struct str word)
{
	return is_word(word, RESPONDER_STATE, 'a', 'z');
}

/* Reads a request. A space or LF ends the token; anything may follow it. */
bool
responder_read_request(struct str bytes, struct str *token)
{
	struct str word = bytes;

	if (bytes.len < RESPONDER_LEAST || !str_skip(&word, STR(ASKS " ")))
		return false;
	for (size_t i = 0; i <= RESPONDER_TOKEN; i++) {
		if (word.at[i] != ' ' && word.at[i] != '\n')
			continue;
		word.len = i;
		if (is_token(word))
			*token = word;
		return is_token(word);
	}
	return false;
}

static uint64_t
at_most(uint64_t number, uint64_t most)
{
	return number < most ? number : most;
}

/* Writes the age, such as "0.250", with the point in the middle of the room. */
static struct str
write_age(usec age, char room[2 * STR_DIGITS])
{
	const uint64_t most = RESPONDER_MOST * 1000 + 999;
	const uint64_t number = at_most(age / MSEC, most);
	char *point = room + STR_DIGITS;
	uint64_t rest = number % 1000;

	*point = '.';
	for (size_t i = DECIMALS; i > 0; i--, rest /= 10)
		point[i] = (char)('0' + rest % 10);
	const struct str whole = str_number(number / 1000, room);
	return (struct str) { whole.at, whole.len + 1 + DECIMALS };
}

bool
responder_answer(struct buf *buf, const struct responder_answer *answer)
{
	char age[2 * STR_DIGITS];

	return is_token(answer->token) && is_state(answer->state) &&
	    BUF_SAY(buf, STR(TELLS), answer->token, answer->state,
		DECIMAL(at_most(answer->clients, RESPONDER_MOST)),
		DECIMAL(at_most(answer->max, RESPONDER_MOST)),
		DECIMAL(at_most(answer->uptime, RESPONDER_MOST)),
		write_age(answer->beat_age, age));
}
