// Styles are for the bundler to take along.
declare module '*.css';
