/* Whether a configuration could be put in force: see look.h. */
#include "operator/look.h"

#include <string.h>

#include "accept/confine.h"
#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/config/capacity.h"
#include "base/config/self.h"
#include "policy/logins.h"
#include "policy/password.h"
#include "router/verbs/people/motd.h"

bool
look_at(const struct config *config, struct error *why)
{
	return self_look(config, why) &&
	    confine_look((enum sandbox_mode)config->sandbox, why) &&
	    password_read(config->password_file, why) &&
	    motd_read(config->motd, why) &&
	    (!config->peer_names || logins_read(why)) &&
	    capacity_look(config, why) && helpers_look(config, why) &&
	    listen_look(&config->listen, why);
}

bool
look_at_start(const struct config *config, struct error *why)
{
	const struct config_marks none = { .proxy = false };

	return config->control == NULL || strcmp(config->control, "off") == 0 ||
	    listen_look_alone(config->control, &none, why);
}
