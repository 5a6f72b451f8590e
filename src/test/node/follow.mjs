// Follows one job with the stock client of the event-bus bridge, unmodified, and prints each body
// that comes as a line of JSON. Every so many events it loses its socket and goes on at the next
// instance, from its last position, as the client's users do it.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
const { urls, token, job, transport, dropEvery } = JSON.parse(process.argv[2]);
const address = `job.${job}`;

/** The client as a page would load it, with a raw WebSocket where it expects SockJS. */
function stockClientOnRawSockets() {
  const { Client } = require('faye-websocket');
  function Raw(url) {
    return new Client(`${url.replace('http', 'ws')}/websocket`);
  }
  const page = { SockJS: Raw, setTimeout, clearTimeout, setInterval, clearInterval, console };
  vm.createContext(page);
  const file = require.resolve('@vertx/eventbus-bridge-client.js/vertx-eventbus.js');
  vm.runInContext(`(function () { ${readFileSync(file, 'utf8')} }).call(this)`, page);
  return vm.runInContext('EventBus', page);
}

const EventBus =
  transport === 'raw' ? stockClientOnRawSockets() : require('@vertx/eventbus-bridge-client.js');

const options = {
  vertxbus_reconnect_delay_min: 50,
  vertxbus_reconnect_delay_max: 200,
  vertxbus_ping_interval: 1000,
  ...(transport.startsWith('xhr') ? { transports: [transport] } : {}),
};

let after;
let instance = 0;
let sinceDrop = 0;
let finished = false;

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function connect() {
  const bus = new EventBus(`${urls[instance % urls.length]}/eventbus`, options);
  let current = true;
  bus.defaultHeaders = { Authorization: `Bearer ${token}` };
  bus.onerror = (error) => say({ error });
  bus.onopen = () => {
    const headers = after ? { after } : {};
    bus.registerHandler(address, headers, (error, message) => {
      if (error) {
        say({ error });
      } else if (current && !finished) {
        take(message.body);
      }
    });
  };
  bus.onclose = () => {
    if (current && !finished) {
      current = false;
      instance += 1;
      setTimeout(connect, 50);
    }
  };

  function take(body) {
    say(body);
    if (!body.control) {
      after = body.id;
      sinceDrop += 1;
    }
    if (body.type === 'stream:end:v1') {
      finished = true;
      process.stdout.write('', () => process.exit(0));
    } else if (dropEvery && sinceDrop >= dropEvery) {
      sinceDrop = 0;
      say({ dropped: after });
      bus.close();
    }
  }
}

process.on('uncaughtException', (failure) => {
  say({ error: String(failure && failure.stack) });
});
connect();
