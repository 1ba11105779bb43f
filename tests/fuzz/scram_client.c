/*
 * client/net/login against a server that says what it likes: the secret
 * does not go to it, what goes is commands, and a login is done only for one
 * that knows the account. A script, of lines:
 *	=TEXT	the server's message goes on: "ok prove + BASE64"
 *	!TEXT	it is the last: "ok prove ali BASE64"
 *	else	the server says the line as it is
 * In TEXT, @ is our nonce and $ the right signature.
 */
#include "client/net/login.h"

#include "shared/crypto/base64.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

#define SECRET "open sesame"
#define SECRET_TEXT "b3BlbiBzZXNhbWU" /* in Base64 */

/* Hashing more often than this is right, but takes too long here. */
#define ROUNDS 5000

static struct session session;
static struct login login;

static bool
contains(struct str text, struct str what)
{
	for (size_t i = 0; i + what.len <= text.len; i++)
		if (memcmp(text.at + i, what.at, what.len) == 0)
			return true;
	return false;
}

/* Sends what is due, and looks at it. */
static void
say(void)
{
	struct command command;
	struct str line;

	if (!session_ready(&session))
		return;
	login_go_on(&login, &session);
	while (buf_line(&session.out, &line) == LINE_WHOLE) {
		MUST(grammar_parse(line, FROM_CLIENT, &command) == CODE_OK,
		    "no command");
		MUST(!contains(line, STR(SECRET)) &&
			!contains(line, STR(SECRET_TEXT)),
		    "the secret is sent");
		buf_drop_line(&session.out, line);
	}
}

/* Returns whether the message would make the client hash for long. */
static bool
takes_long(struct str text)
{
	uint64_t number = 0;

	for (size_t i = 0; i < text.len; i++) {
		const bool digit = text.at[i] >= '0' && text.at[i] <= '9';
		number = digit && number <= SCRAM_ROUNDS_MOST ?
		    number * 10 + (uint64_t)(text.at[i] - '0') :
		    0;
		if (number > ROUNDS && number <= SCRAM_ROUNDS_MOST)
			return true;
	}
	return false;
}

/* Appends the text, with @ and $ replaced. */
static bool
fill_in(struct buf *to, struct str text)
{
	const struct scram_exchange *exchange = &login.exchange;
	const struct str nonce = { exchange->bare + exchange->bare_len -
		    exchange->nonce_len,
		exchange->nonce_len };
	char room[BASE64_TEXT(SCRAM_KEY)];
	const struct str right =
	    base64_text(exchange->signature, SCRAM_KEY, room);
	bool good = true;

	for (size_t i = 0; good && i < text.len; i++)
		good = BUF_CAT(to,
		    text.at[i] == '@'	  ? nonce :
			text.at[i] == '$' ? right :
					    ((struct str) { text.at + i, 1 }));
	return good;
}

/* Makes "ok prove WORD BASE64"; false if it is no line, or takes too long. */
static bool
make(struct buf *line, struct str word, struct str text)
{
	char memory[SCRAM_MESSAGE + 64], base64[BASE64_TEXT(sizeof(memory))];
	struct buf message;
	size_t len;

	buf_init(&message, memory, sizeof(memory));
	return fill_in(&message, text) && !takes_long(buf_str(&message)) &&
	    base64_encode(buf_str(&message).at, buf_len(&message), base64,
		sizeof(base64), &len) &&
	    BUF_CAT(line, STR("ok prove "), word, STR(" "),
		((struct str) { base64, len }));
}

/* Returns whether the line is right as the last one. */
static bool
is_right(struct str line)
{
	char base64[BASE64_TEXT(SCRAM_KEY)], room[SCRAM_MESSAGE];
	const struct str key =
	    base64_text(login.exchange.signature, SCRAM_KEY, base64);
	struct str rest = line;
	size_t len;

	(void)str_word(&rest);
	(void)str_word(&rest);
	(void)str_word(&rest);
	return login.exchange.proved && rest.at != NULL &&
	    base64_decode(rest, room, sizeof(room), &len) &&
	    len == 2 + key.len && memcmp(room, "v=", 2) == 0 &&
	    memcmp(room + 2, key.at, key.len) == 0;
}

/* Hears the line of the server; false if the login is over. */
static bool
hear(struct str line)
{
	struct command command;

	if (grammar_parse(line, FROM_SERVER, &command) != CODE_OK)
		return true;
	const bool right = is_right(line);
	const enum login_heard heard = login_hear(&login, &session, &command);
	MUST(heard != LOGIN_DONE || right, "a false server has logged us in");
	MUST(heard == LOGIN_OTHER || heard == LOGIN_GOES_ON ||
		(!login_is_on(&login) && login.secret == NULL),
	    "a login goes on that is over");
	session_note(&session, &command);
	return login_is_on(&login);
}

/* Returns whether the line as it stands would take too long. */
static bool
is_slow(struct str line)
{
	char room[SCRAM_MESSAGE];
	size_t len;

	while (line.len > 0)
		if (base64_decode(str_word(&line), room, sizeof(room), &len) &&
		    takes_long((struct str) { room, len }))
			return true;
	return false;
}

void
fuzz(struct str input)
{
	char memory[LIMIT_LINE];
	struct buf made;
	struct str line;
	bool goes_on = true;

	session_init(&session, -1);
	login_begin(&login, "ali", SECRET);
	say();
	while (goes_on && fuzz_line(&input, &line)) {
		const char kind = line.len > 0 ? line.at[0] : '\0';
		buf_init(&made, memory, sizeof(memory));
		if (kind != '=' && kind != '!') {
			goes_on = is_slow(line) || hear(line);
		} else {
			str_drop(&line, 1);
			if (make(&made, kind == '=' ? STR("+") : STR("ali"),
				line))
				goes_on = hear(buf_str(&made));
		}
		if (goes_on)
			say();
	}
	session_free(&session);
}
