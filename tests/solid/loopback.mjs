// The server listens on loopback alone: it is there for tests, and has no setting for that.
import { Server } from 'node:net';

const { listen } = Server.prototype;
Server.prototype.listen = function onLoopback(port, ...rest) {
  return listen.call(this, Number(port), '127.0.0.1', ...rest);
};
