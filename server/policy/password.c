/* The password of the server: see password.h. */
#include "policy/password.h"

#include <string.h>
#include <sysexits.h>

#include "base/state/module.h"
#include "base/system/files.h"
#include "shared/crypto/secret.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The bytes to read: the longest password, with CR LF. */
#define READ_SIZE (LIMIT_TOKEN + 2)

struct secret {
	size_t len; /* 0: none */
	char at[READ_SIZE]; /* all zero after len */
};

/* Both are in the arena. */
static struct {
	struct secret *now;
	struct secret *next; /* what was read last */
} password;

bool
password_read(const char *name, struct error *why)
{
	struct secret *next = password.next;
	const char *wrong, *lf;

	secret_wipe(next, sizeof(*next));
	if (name == NULL)
		return true;
	wrong = file_read_small(name, true, next->at, READ_SIZE, &next->len);
	lf = memchr(next->at, '\n', next->len);
	if (lf != NULL) /* the first line counts */
		next->len = (size_t)(lf - next->at);
	if (next->len > 0 && next->at[next->len - 1] == '\r')
		next->len--;
	secret_wipe(next->at + next->len, READ_SIZE - next->len);
	if (wrong == NULL &&
	    (next->len == 0 ||
		token_check((struct str) { next->at, next->len }) != CODE_OK))
		wrong = "the first line must be 1 to 64 bytes of UTF-8 "
			"without spaces or control characters";
	return wrong == NULL ||
	    error_set(why, EX_CONFIG, "password_file %s: %s", name, wrong);
}

void
password_use(void)
{
	memcpy(password.now, password.next, sizeof(*password.now));
	secret_wipe(password.next, sizeof(*password.next));
}

bool
password_is_set(void)
{
	return password.now->len > 0;
}

bool
password_matches(struct str said)
{
	return secret_is(said, password.now->at, password.now->len,
	    sizeof(password.now->at));
}

static void
password_save(struct state *state)
{
	if (password_is_set())
		STATE_PUT(state, STR("secret"),
		    (struct str) { password.now->at, password.now->len });
}

static void
password_load(struct state *state)
{
	while (state_next(state))
		if (!state_is(state, STR("secret"))) {
			continue;
		} else if (token_check(state->value) != CODE_OK) {
			state_wrong(state, "invalid password");
		} else {
			password.now->len = state->value.len;
			memcpy(password.now->at, state->value.at,
			    state->value.len);
		}
}

MODULE(password) = { TABLES(TABLE(password.now, 1), TABLE(password.next, 1)),
	SECTION("password", password) };
