/*
 * shared/responder: an answer that passes is byte for byte what is built of its
 * parts, so that nothing else can be in it; and who asks with a request that
 * passes gets an answer that is shorter, with his token.
 */
#include "shared/responder.h"

#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

static bool
lies_in(struct str part, struct str whole)
{
	return part.at >= whole.at &&
	    part.at + part.len <= whole.at + whole.len;
}

static void
try_answer(struct str input)
{
	struct responder_answer answer;
	char room[RESPONDER_LEAST - 1];
	struct buf buf;

	if (!responder_read_answer(input, &answer))
		return;
	MUST(lies_in(answer.token, input) && lies_in(answer.state, input),
	    "it has something from elsewhere");
	buf_init(&buf, room, sizeof(room));
	MUST(responder_answer(&buf, &answer) && str_eq(buf_str(&buf), input),
	    "it is written as %.*s", (int)buf_len(&buf), buf_str(&buf).at);
}

/* The numbers are from the input, and so may be any. */
static uint64_t
take_number(struct str *input)
{
	uint64_t number = 0;

	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | fuzz_byte(input);
	return number;
}

static void
try_request(struct str input)
{
	struct responder_answer answer = { .state = STR(RESPONDER_STOPPING) };
	struct responder_answer again;
	char room[RESPONDER_LEAST - 1];
	struct buf buf;

	if (!responder_read_request(input, &answer.token))
		return;
	MUST(lies_in(answer.token, input), "the token is from elsewhere");
	input.at += RESPONDER_LEAST;
	input.len -= RESPONDER_LEAST;
	answer.clients = take_number(&input);
	answer.max = take_number(&input);
	answer.uptime = take_number(&input);
	answer.beat_age = take_number(&input);
	buf_init(&buf, room, sizeof(room));
	MUST(responder_answer(&buf, &answer), "there is no answer");
	MUST(responder_read_answer(buf_str(&buf), &again) &&
		str_eq(again.token, answer.token) &&
		again.clients <= answer.clients &&
		again.beat_age <= answer.beat_age,
	    "%.*s is another answer", (int)buf_len(&buf), buf_str(&buf).at);
}

void
fuzz(struct str input)
{
	try_answer(input);
	try_request(input);
}
