/* The password of the server: see password.h. */
#include "policy/password.h"

#include <string.h>
#include <sysexits.h>

#include "base/mem/arena.h"
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

/* Both secrets are in the arena. */
static struct {
	struct secret *table; /* of two, one of which is in force */
	size_t now;
} password;

static struct secret *
in_force(void)
{
	return &password.table[password.now];
}

/*
 * Cuts the text to its first line and wipes the rest. Returns whether the line
 * can be a password.
 */
static bool
cut_line(struct secret *secret)
{
	const char *lf = memchr(secret->at, '\n', secret->len);

	if (lf != NULL)
		secret->len = (size_t)(lf - secret->at);
	if (secret->len > 0 && secret->at[secret->len - 1] == '\r')
		secret->len--;
	secret_wipe(secret->at + secret->len, READ_SIZE - secret->len);
	return secret->len > 0 &&
	    token_check((struct str) { secret->at, secret->len }) == CODE_OK;
}

bool
password_read(const char *name, struct error *why)
{
	struct secret *next = &password.table[1 - password.now];
	const char *wrong;

	secret_wipe(next, sizeof(*next));
	if (name == NULL)
		return true;
	wrong = small_file_read(name, true, next->at, READ_SIZE, &next->len);
	if (wrong == NULL && !cut_line(next))
		wrong = "the first line must be 1 to 64 bytes of UTF-8 "
			"without spaces or control characters";
	return wrong == NULL ||
	    error_set(why, EX_CONFIG, "password_file %s: %s", name, wrong);
}

void
password_use(void)
{
	struct secret *old = in_force();

	password.now = 1 - password.now;
	secret_wipe(old, sizeof(*old));
}

bool
password_is_set(void)
{
	return in_force()->len > 0;
}

bool
password_matches(struct str said)
{
	return secret_is(
	    said, in_force()->at, in_force()->len, sizeof(in_force()->at));
}

static void
password_save(struct state *state)
{
	if (password_is_set())
		state_put_text(state, STR("secret"),
		    (struct str) { in_force()->at, in_force()->len });
}

static void
password_load(struct state *state)
{
	while (state_next(state)) {
		const struct str secret = state->value;
		if (!state_is(state, STR("secret")))
			continue;
		if (token_check(secret) != CODE_OK) {
			state_wrong(state, "invalid password");
			return;
		}
		*in_force() = (struct secret) { .len = secret.len };
		memcpy(in_force()->at, secret.at, secret.len);
	}
}

MODULE(password) = { TABLES(TABLE(password.table, 2)),
	SECTION("password", password) };
