import './look/tokens.css';
import './look/page.css';
import './look/pools.css';
import './look/side.css';
import { render } from 'preact';
import { Gateway } from './api/gateway';
import { App } from './app';

const gateway = new Gateway();
gateway.start();
render(<App gateway={gateway} />, document.getElementById('page')!);
