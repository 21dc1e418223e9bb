/** Imports the module that is named, which may start workers, and tells what came of it. */
const tell = (error) => {
  const chain = [];
  for (let at = error; at instanceof Error; at = at.cause) chain.push({ name: at.name, message: at.message });
  console.log(JSON.stringify({ chain }));
  process.exit(3);
};
process.on("unhandledRejection", tell);

try {
  const { result } = await import(process.argv[2]);
  if (result !== undefined) console.log(JSON.stringify({ result: await result }));
} catch (error) {
  tell(error);
}
