/*
 * shared/responder: who asks with a request that passes gets an answer that is
 * shorter, with the token of the request, whatever the numbers in it are.
 */
#include "shared/responder.h"

#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

/* The numbers are from the input, and so may be any. */
static uint64_t
take_number(struct str *input)
{
	uint64_t number = 0;

	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | fuzz_byte(input);
	return number;
}

void
fuzz(struct str input)
{
	struct responder_answer answer = { .state = STR(RESPONDER_STOPPING) };
	char room[RESPONDER_LEAST - 1];
	struct buf buf;
	struct str rest;

	(void)responder_is_answer(input);
	if (!responder_read_request(input, &answer.token))
		return;
	MUST(answer.token.at >= input.at &&
		answer.token.at + answer.token.len <= input.at + input.len,
	    "the token is from elsewhere");
	str_drop(&input, RESPONDER_LEAST);
	answer.clients = take_number(&input);
	answer.max = take_number(&input);
	answer.uptime = take_number(&input);
	answer.beat_age = take_number(&input);
	buf_init(&buf, room, sizeof(room));
	MUST(responder_answer(&buf, &answer), "there is no answer");
	rest = buf_str(&buf);
	MUST(responder_is_answer(rest), "it is not seen as one");
	(void)str_word(&rest);
	MUST(str_eq(str_word(&rest), answer.token), "it has another token");
}
